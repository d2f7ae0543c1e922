package io.vectron.admin.playground;

import io.vectron.proto.v1.Consistency;
import io.vectron.proto.v1.SearchRequest;
import java.util.Locale;
import java.util.stream.Collectors;

/** The same query for a terminal. Pure. */
final class CurlCommand {
    private CurlCommand() {}

    /**
     * @param router scheme, host and port of REST, or a shell variable
     * @param withKey whether the router asks for an API key; it is taken from the environment, never written down
     */
    static String of(SearchRequest request, String router, boolean withKey) {
        String body = "{\"vector\":" + vector(request) + ",\"k\":" + request.getK() + ",\"recall\":"
                + request.getRecall() + ",\"consistency\":\"" + consistency(request.getConsistency()) + "\"}";
        // the collection's name was found in the map, so it has none but [A-Za-z0-9_-]
        return "curl -s " + router + "/v1/collections/" + request.getCollection() + "/points/search \\\n"
                + (withKey ? "  -H \"authorization: Bearer $VECTRON_API_KEY\" \\\n" : "")
                + "  -H 'content-type: application/json' \\\n"
                + "  -d '" + body + "'";
    }

    private static String vector(SearchRequest request) {
        return request.getVectorList().stream()
                .map(component -> Float.toString(component))
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String consistency(Consistency consistency) {
        return consistency.name().substring("CONSISTENCY_".length()).toLowerCase(Locale.ROOT);
    }
}
