package io.vectron.admin.live;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** What open pages listen to, and the figures that were before. */
@RestController
final class LiveController {
    private final LiveConnections connections;
    private final History history;

    LiveController(LiveConnections connections, History history) {
        this.connections = connections;
        this.history = history;
    }

    /** Server-sent events; 503 with a sentence when there are as many listeners as there may be. */
    @GetMapping("/live")
    ResponseEntity<?> live() {
        @Nullable SseEmitter emitter = connections.connect();
        if (emitter == null) {
            return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                    .contentType(MediaType.TEXT_PLAIN)
                    .body(
                            "This dashboard keeps " + connections.connectionsMax()
                                    + " pages live, and as many are open. Close one, or raise vectron.admin.live.connections-max.");
        }
        return ResponseEntity.ok()
                .contentType(MediaType.TEXT_EVENT_STREAM)
                .header("X-Accel-Buffering", "no")
                .body(emitter);
    }

    @GetMapping("/live/history.json")
    Map<String, Object> history() {
        return Map.of("figures", history.all());
    }

    /** Why a page that asks is not kept live. */
    @GetMapping("/live/connections.json")
    Map<String, Integer> connections() {
        return Map.of("open", connections.open(), "max", connections.connectionsMax());
    }
}
