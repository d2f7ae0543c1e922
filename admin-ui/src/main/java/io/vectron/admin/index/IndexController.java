package io.vectron.admin.index;

import io.vectron.admin.backend.BackendException;
import io.vectron.admin.live.Sample;
import io.vectron.admin.live.Sampler;
import io.vectron.admin.login.Viewers;
import io.vectron.admin.page.Failure;
import io.vectron.admin.page.Pages;
import io.vectron.errors.VectronException;
import io.vectron.proto.v1.Collection;
import io.vectron.proto.v1.ReplicaStatus;
import io.vectron.proto.v1.ShardStatus;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Optional;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import tools.jackson.databind.json.JsonMapper;

/** The index of one replica: page and chart data. */
@Controller
final class IndexController {
    private static final String PATH = "/collections/{name}/shards/{shard:[0-9]{1,20}}/{worker}";

    private final Sampler sampler;
    private final Viewers viewers;
    private final IndexDescriptions descriptions;
    private final JsonMapper json;

    IndexController(Sampler sampler, Viewers viewers, IndexDescriptions descriptions, JsonMapper json) {
        this.sampler = sampler;
        this.viewers = viewers;
        this.descriptions = descriptions;
        this.json = json;
    }

    private record Found(ShardStatus shard, ReplicaStatus replica) {}

    /** Only what the map names is asked: an address never comes from the browser. */
    private Optional<Found> find(Sample sample, String name, String shardId, String workerId) {
        if (!viewers.current().sees(name)) {
            return Optional.empty();
        }
        return sample.collection(name).map(Collection::getShardsList).orElse(List.of()).stream()
                .filter(shard -> Long.toUnsignedString(shard.getShardId()).equals(shardId))
                .flatMap(shard -> shard.getReplicasList().stream()
                        .filter(replica -> replica.getWorkerId().equals(workerId))
                        .map(replica -> new Found(shard, replica)))
                .findFirst();
    }

    @GetMapping(PATH)
    String index(
            @PathVariable String name,
            @PathVariable String shard,
            @PathVariable String worker,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        Sample sample = sampler.current();
        Optional<Found> found = find(sample, name, shard, worker);
        model.addAttribute("sample", sample);
        model.addAttribute("name", name);
        model.addAttribute("shardId", shard);
        model.addAttribute("worker", worker);
        model.addAttribute("found", found.isPresent());
        if (found.isPresent()) {
            addDescription(found.get(), model);
        } else if (!Pages.isLive(request) && !sample.collections().isWaiting()) {
            response.setStatus(HttpServletResponse.SC_NOT_FOUND);
        }
        return Pages.view(request, "replica");
    }

    private void addDescription(Found found, Model model) {
        model.addAttribute("replica", found.replica());
        model.addAttribute("replicas", found.shard().getReplicasList());
        try {
            model.addAttribute("index", IndexView.of(descriptions.describe(replica(found))));
        } catch (VectronException | BackendException e) {
            model.addAttribute("failure", Failure.of(e));
        }
    }

    private static IndexDescriptions.Replica replica(Found found) {
        return new IndexDescriptions.Replica(
                found.replica().getAddress(), found.shard().getShardId());
    }

    /** 204 while there is nothing to draw; the page itself says why. */
    @GetMapping(PATH + "/charts.json")
    ResponseEntity<String> charts(@PathVariable String name, @PathVariable String shard, @PathVariable String worker) {
        Optional<Found> found = find(sampler.current(), name, shard, worker);
        if (found.isEmpty()) {
            return ResponseEntity.notFound().build();
        }
        try {
            return ResponseEntity.ok()
                    .contentType(MediaType.APPLICATION_JSON)
                    .body(json.writeValueAsString(IndexView.charts(descriptions.describe(replica(found.get())))));
        } catch (VectronException | BackendException e) {
            return ResponseEntity.noContent().build();
        }
    }
}
