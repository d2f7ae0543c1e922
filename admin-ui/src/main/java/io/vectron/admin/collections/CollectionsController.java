package io.vectron.admin.collections;

import io.vectron.admin.backend.BackendException;
import io.vectron.admin.backend.Routers;
import io.vectron.admin.live.Sample;
import io.vectron.admin.live.Sampler;
import io.vectron.admin.login.Viewer;
import io.vectron.admin.login.Viewers;
import io.vectron.admin.page.Failure;
import io.vectron.admin.page.Pages;
import io.vectron.errors.VectronException;
import io.vectron.proto.v1.Collection;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** List, one collection, create and delete. */
@Controller
final class CollectionsController {
    /** After a change, for the page that follows it. */
    private static final Duration SEEN_WITHIN = Duration.ofSeconds(2);

    private final Sampler sampler;
    private final Routers routers;
    private final Viewers viewers;

    CollectionsController(Sampler sampler, Routers routers, Viewers viewers) {
        this.sampler = sampler;
        this.routers = routers;
        this.viewers = viewers;
    }

    @GetMapping("/collections")
    String list(HttpServletRequest request, Model model) {
        addList(model);
        addForm(model, NewCollectionForm.initial(), Map.of(), null);
        return Pages.view(request, "collections");
    }

    private void addList(Model model) {
        Sample sample = sampler.current();
        Viewer viewer = viewers.current();
        model.addAttribute("sample", sample);
        model.addAttribute(
                "rows",
                sample.collectionList().stream()
                        .filter(collection -> viewer.sees(collection.getName()))
                        .map(collection -> CollectionRow.of(sample, collection))
                        .toList());
    }

    private static void addForm(
            Model model, NewCollectionForm form, Map<String, String> errors, @Nullable Failure failure) {
        model.addAttribute("form", form);
        model.addAttribute("errors", errors);
        model.addAttribute("failure", failure);
    }

    @PostMapping("/collections")
    String create(
            @RequestParam(required = false) @Nullable String name,
            @RequestParam(required = false) @Nullable String dimension,
            @RequestParam(required = false) @Nullable String metric,
            @RequestParam(required = false) @Nullable String shards,
            @RequestParam(required = false) @Nullable String replicationFactor,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        NewCollectionForm form = new NewCollectionForm(name, dimension, metric, shards, replicationFactor);
        Map<String, String> errors = new HashMap<>(form.errors());
        @Nullable Failure failure = null;
        if (errors.isEmpty()) {
            try {
                var _ = routers.createCollection(viewers.current().key(), form.request());
                sampler.refresh(SEEN_WITHIN);
                return goTo("/collections/" + form.name(), request, response);
            } catch (VectronException e) {
                String field = NewCollectionForm.field(e);
                if (field.isEmpty()) {
                    failure = Failure.of(e);
                } else {
                    errors.put(field, e.getMessage());
                }
            } catch (BackendException e) {
                failure = Failure.of(e);
            }
        }
        addForm(model, form, errors, failure);
        if (Pages.isPart(request)) {
            return "collections :: create-form";
        }
        addList(model);
        return "collections";
    }

    /** By a redirect that htmx follows as a whole page. */
    private static String goTo(String path, HttpServletRequest request, HttpServletResponse response) {
        if (Pages.isPart(request)) {
            response.setHeader("HX-Redirect", path);
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
            return "collections :: nothing";
        }
        return "redirect:" + path;
    }

    @GetMapping("/collections/{name}")
    String one(@PathVariable String name, HttpServletRequest request, HttpServletResponse response, Model model) {
        addDelete(model, null, null);
        return show(name, request, response, model);
    }

    private String show(String name, HttpServletRequest request, HttpServletResponse response, Model model) {
        Sample sample = sampler.current();
        Optional<Collection> found = viewers.current().sees(name) ? sample.collection(name) : Optional.empty();
        model.addAttribute("sample", sample);
        model.addAttribute("name", name);
        model.addAttribute("found", found.isPresent());
        found.ifPresent(collection -> {
            model.addAttribute("row", CollectionRow.of(sample, collection));
            model.addAttribute("createdAt", collection.getCreatedAtMillis());
            model.addAttribute(
                    "shards",
                    collection.getShardsList().stream()
                            .map(shard -> ShardRow.of(sample, shard))
                            .toList());
        });
        if (found.isEmpty() && !sample.collections().isWaiting() && !Pages.isLive(request)) {
            response.setStatus(HttpServletResponse.SC_NOT_FOUND);
        }
        return Pages.view(request, "collection");
    }

    private static void addDelete(Model model, @Nullable String error, @Nullable Failure failure) {
        model.addAttribute("deleteError", error);
        model.addAttribute("failure", failure);
    }

    @PostMapping("/collections/{name}/delete")
    String delete(
            @PathVariable String name,
            @RequestParam(required = false) @Nullable String confirm,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        if (!name.equals(confirm)) {
            addDelete(model, "Type the collection's name exactly as it is.", null);
        } else {
            try {
                routers.deleteCollection(viewers.current().key(), name);
                sampler.refresh(SEEN_WITHIN);
                return goTo("/collections", request, response);
            } catch (VectronException | BackendException e) {
                addDelete(model, null, Failure.of(e));
            }
        }
        if (Pages.isPart(request)) {
            model.addAttribute("name", name);
            return "collection :: delete-form";
        }
        return show(name, request, response, model);
    }
}
