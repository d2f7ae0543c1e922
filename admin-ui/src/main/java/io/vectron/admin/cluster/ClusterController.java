package io.vectron.admin.cluster;

import io.vectron.admin.live.Sampler;
import io.vectron.admin.page.Pages;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** Placement driver, workers, routers and dashboards. */
@Controller
final class ClusterController {
    private final Sampler sampler;
    private final AlertLog alerts;

    ClusterController(Sampler sampler, AlertLog alerts) {
        this.sampler = sampler;
        this.alerts = alerts;
    }

    @GetMapping("/cluster")
    String cluster(HttpServletRequest request, Model model) {
        model.addAttribute("view", ClusterView.of(sampler.current(), alerts.current()));
        return Pages.view(request, "cluster");
    }
}
