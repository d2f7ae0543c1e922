package io.vectron.admin.playground;

import io.vectron.admin.backend.BackendException;
import io.vectron.admin.live.Sample;
import io.vectron.admin.live.Sampler;
import io.vectron.admin.login.Viewer;
import io.vectron.admin.login.Viewers;
import io.vectron.admin.page.Failure;
import io.vectron.admin.page.Pages;
import io.vectron.admin.settings.AdminSettings;
import io.vectron.errors.VectronException;
import io.vectron.proto.internal.v1.InstanceRole;
import io.vectron.proto.v1.Collection;
import jakarta.servlet.http.HttpServletRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.databind.json.JsonMapper;

/** The query playground. */
@Controller
final class PlaygroundController {
    /** Stands for an address that the dashboard does not know. */
    private static final String ROUTER_VARIABLE = "\"$VECTRON_ROUTER\"";

    private final Sampler sampler;
    private final Viewers viewers;
    private final Playground playground;
    private final JsonMapper json;
    private final String scheme;

    PlaygroundController(
            Sampler sampler, Viewers viewers, Playground playground, JsonMapper json, AdminSettings settings) {
        this.sampler = sampler;
        this.viewers = viewers;
        this.playground = playground;
        this.json = json;
        // a router has one certificate for REST and gRPC, or none
        this.scheme = settings.routerCa() == null ? "http://" : "https://";
    }

    @GetMapping("/playground")
    String page(
            @RequestParam(required = false) @Nullable String collection,
            @RequestParam(required = false) @Nullable String by,
            @RequestParam(required = false) @Nullable String id,
            Model model) {
        List<Collection> seen = addCollections(model);
        Optional<Collection> chosen = seen.stream()
                .filter(one -> one.getName().equals(collection))
                .findFirst()
                .or(() -> seen.stream()
                        .filter(one -> one.getDimension() == TextEmbedder.DIMENSION)
                        .findFirst())
                .or(() -> seen.stream().findFirst());
        String name = chosen.map(Collection::getName).orElse("");
        boolean takesText = chosen.isPresent() && chosen.get().getDimension() == TextEmbedder.DIMENSION;
        model.addAttribute(
                "form",
                new QueryForm(name, by != null ? by : takesText ? "text" : "vector", "", "", id, null, null, null));
        model.addAttribute("errors", Map.of());
        return "playground";
    }

    private List<Collection> addCollections(Model model) {
        Sample sample = sampler.current();
        Viewer viewer = viewers.current();
        List<Collection> seen = sample.collectionList().stream()
                .filter(collection -> viewer.sees(collection.getName()))
                .toList();
        model.addAttribute("sample", sample);
        model.addAttribute("collections", seen);
        model.addAttribute("textDimension", TextEmbedder.DIMENSION);
        return seen;
    }

    @PostMapping("/playground")
    String search(
            @RequestParam(required = false) @Nullable String collection,
            @RequestParam(required = false) @Nullable String by,
            @RequestParam(required = false) @Nullable String text,
            @RequestParam(required = false) @Nullable String vector,
            @RequestParam(required = false) @Nullable String id,
            @RequestParam(required = false) @Nullable String k,
            @RequestParam(required = false) @Nullable String recall,
            @RequestParam(required = false) @Nullable String consistency,
            HttpServletRequest request,
            Model model) {
        QueryForm form = new QueryForm(collection, by, text, vector, id, k, recall, consistency);
        Optional<Collection> chosen = addCollections(model).stream()
                .filter(one -> one.getName().equals(form.collection()))
                .findFirst();
        Map<String, String> errors = new HashMap<>(form.errors());
        if (chosen.isEmpty()) {
            errors.putIfAbsent("collection", "There is no such collection.");
        } else if (errors.isEmpty()) {
            ask(form, chosen.get(), errors, model);
        }
        model.addAttribute("form", form);
        model.addAttribute("errors", errors);
        return Pages.isPart(request) ? "playground :: query" : "playground";
    }

    private void ask(QueryForm form, Collection collection, Map<String, String> errors, Model model) {
        Viewer viewer = viewers.current();
        try {
            Playground.Answer answer = playground.ask(form, collection, viewer.key());
            String curl = CurlCommand.of(answer.request(), routerAddress(), !viewer.isInsecureDev());
            model.addAttribute("answer", AnswerView.of(answer, collection.getMetric(), curl, json));
        } catch (QueryException e) {
            errors.put(e.field(), e.getMessage());
        } catch (VectronException | BackendException e) {
            model.addAttribute("failure", Failure.of(e));
        }
    }

    private String routerAddress() {
        return sampler.current().instancesOf(InstanceRole.INSTANCE_ROLE_ROUTER).stream()
                .map(status -> status.getInstance().getHttpAddress())
                .filter(address -> !address.isEmpty())
                .findFirst()
                .map(address -> scheme + address)
                .orElse(ROUTER_VARIABLE);
    }
}
