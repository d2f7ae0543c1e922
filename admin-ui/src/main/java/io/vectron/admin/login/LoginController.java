package io.vectron.admin.login;

import io.vectron.admin.settings.AdminSettings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;

/** The login form, and the page for what somebody may not do. */
@Controller
final class LoginController {
    private final boolean isInsecureDev;

    LoginController(AdminSettings settings) {
        this.isInsecureDev = settings.insecureDev();
    }

    @GetMapping("/login")
    String login(HttpServletRequest request, Model model) {
        if (isInsecureDev) {
            return "redirect:/";
        }
        var parameters = request.getParameterMap();
        model.addAttribute("wrong", parameters.containsKey("wrong"));
        model.addAttribute("unreachable", parameters.containsKey("unreachable"));
        model.addAttribute("over", parameters.containsKey("over"));
        model.addAttribute("out", parameters.containsKey("out"));
        return "sign-in";
    }

    /** Any method: a refused request is forwarded here as it was. */
    @RequestMapping("/denied")
    String denied(HttpServletResponse response) {
        response.setStatus(HttpServletResponse.SC_FORBIDDEN);
        return "denied";
    }
}
