package io.vectron.admin.cluster;

import io.vectron.admin.live.History;
import io.vectron.admin.live.Sampler;
import io.vectron.admin.login.Viewers;
import io.vectron.admin.page.Pages;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** The first page: is everything well, and what is going on. */
@Controller
final class OverviewController {
    private final Sampler sampler;
    private final AlertLog alerts;
    private final History history;
    private final Viewers viewers;

    OverviewController(Sampler sampler, AlertLog alerts, History history, Viewers viewers) {
        this.sampler = sampler;
        this.alerts = alerts;
        this.history = history;
        this.viewers = viewers;
    }

    @GetMapping("/")
    String overview(HttpServletRequest request, Model model) {
        model.addAttribute("view", OverviewView.of(sampler.current(), alerts.current(), viewers.current()));
        var figures = history.all();
        model.addAttribute("figures", figures.isEmpty() ? null : figures.getLast());
        return Pages.view(request, "overview");
    }
}
