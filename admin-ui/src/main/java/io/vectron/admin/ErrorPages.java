package io.vectron.admin;

import io.vectron.admin.login.Viewers;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.RequestMapping;

/** The page for everything that went wrong before or in a controller; says nothing of the inside. */
@Controller
final class ErrorPages implements ErrorController {
    private final Viewers viewers;

    ErrorPages(Viewers viewers) {
        this.viewers = viewers;
    }

    @RequestMapping("/error")
    String error(HttpServletRequest request, Model model) {
        int status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code ? code : 404;
        model.addAttribute("viewer", viewers.current());
        model.addAttribute("status", status);
        model.addAttribute("title", title(status));
        model.addAttribute("text", text(status));
        return "error";
    }

    private static String title(int status) {
        return switch (status) {
            case 400 -> "That request made no sense";
            case 403 -> "Not allowed";
            case 404 -> "There is no such page";
            case 405 -> "That cannot be done here";
            case 413 -> "That was too much at once";
            default -> status < 500 ? "That did not work" : "Something broke in the dashboard";
        };
    }

    private static String text(int status) {
        return switch (status) {
            case 403 -> "The page may have been open for too long. Go back, reload it and try again.";
            case 404 -> "The address may be mistyped, or what it showed is gone.";
            case 413 -> "The form is larger than the dashboard takes.";
            default -> status < 500 ? "Go back and try again." : "Its log says what happened. Try again in a moment.";
        };
    }
}
