package io.vectron.admin.page;

import jakarta.servlet.http.HttpServletRequest;

/** A page is asked for whole by a person, and for its live part by the script of an open page. */
public final class Pages {
    /** Sent by open pages that refresh themselves, which is not a person's click. */
    public static final String LIVE_HEADER = "X-Vectron-Live";

    private Pages() {}

    /** The template, or the fragment {@code live} of it. */
    public static String view(HttpServletRequest request, String template) {
        return isLive(request) ? template + " :: live" : template;
    }

    public static boolean isLive(HttpServletRequest request) {
        return request.getHeader(LIVE_HEADER) != null;
    }

    /** Whether htmx asked, so that a part of a page is wanted. */
    public static boolean isPart(HttpServletRequest request) {
        return request.getHeader("HX-Request") != null;
    }
}
