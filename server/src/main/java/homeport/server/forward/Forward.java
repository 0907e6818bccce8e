package homeport.server.forward;

import homeport.aws.AwsException;
import homeport.aws.Front;
import homeport.aws.HttpRequest;
import homeport.aws.HttpResponse;
import homeport.aws.sign.SigV4;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands requests for services that Homeport does not have to another endpoint, and its answers
 * back. Any thread.
 */
public final class Forward implements Front {
    private static final Logger LOG = LoggerFactory.getLogger(Forward.class);

    /** Names us on the way, so that a request that comes back is seen. */
    static final String MARK = "1.1 homeport";

    /** Of one connection, not of the request. Source: RFC 9110, "Connection". */
    private static final Set<String> OF_THE_HOP =
            Set.of(
                    "connection",
                    "keep-alive",
                    "proxy-authenticate",
                    "proxy-authorization",
                    "proxy-connection",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "upgrade",
                    "expect",
                    "via");

    private final Onward onward;
    private final Set<String> own;
    private final BiFunction<HttpRequest, AwsException, HttpResponse> refusals;

    /**
     * @param own the services that are here, as signatures name them
     * @param refusals says something to a caller, on its own wire
     */
    public Forward(
            Onward onward,
            Set<String> own,
            BiFunction<HttpRequest, AwsException, HttpResponse> refusals) {
        this.onward = onward;
        this.own = Set.copyOf(own);
        this.refusals = refusals;
    }

    @Override
    public boolean takes(HttpRequest head) {
        return SigV4.service(head).filter(service -> !own.contains(service)).isPresent();
    }

    @Override
    public Answer answer(HttpRequest head, InputStream body) {
        boolean again =
                head.headers().getOrDefault("via", List.of()).stream()
                        .anyMatch(line -> line.contains(MARK));
        if (again)
            return refused(head, "The request came back from %s; --forward leads in a circle.");
        try {
            return answer(head, onward.of(head, ofTheRequest(head), body));
        } catch (AwsException refusal) {
            return Answer.of(refusals.apply(head, refusal));
        } catch (IOException failed) {
            LOG.warn("{} does not answer: {}", onward.name(), failed.toString());
            return refused(head, "The endpoint %s of --forward does not answer.");
        }
    }

    private static Answer answer(HttpRequest head, Onward.Request request) throws IOException {
        Peer peer = null;
        try {
            peer =
                    Peer.call(
                            request.to(),
                            request.head(),
                            marked(head, request.headers()),
                            request.body());
            Answer answer = answer(head, peer);
            peer = null; // closed with the answer
            return answer;
        } finally {
            if (peer != null) peer.close();
        }
    }

    private Answer refused(HttpRequest head, String sentence) {
        return Answer.of(
                refusals.apply(
                        head,
                        new AwsException("ServiceUnavailable", sentence.formatted(onward.name()))));
    }

    private static Answer answer(HttpRequest head, Peer peer) throws IOException {
        Map<String, String> headers = new TreeMap<>();
        peer.headers().forEach((name, values) -> headers.put(name, String.join(", ", values)));
        drop(headers.keySet(), headers.getOrDefault("connection", ""));
        headers.remove("content-length");
        OptionalLong length = peer.length(head.method());
        return new Answer(
                peer.status(),
                headers,
                length,
                new Body() {
                    @Override
                    public void to(OutputStream out) throws IOException {
                        peer.body(head.method()).transferTo(out);
                    }

                    @Override
                    public void close() {
                        peer.close();
                    }
                });
    }

    private static Map<String, List<String>> ofTheRequest(HttpRequest head) {
        Map<String, List<String>> headers = new TreeMap<>(head.headers());
        drop(
                headers.keySet(),
                String.join(",", head.headers().getOrDefault("connection", List.of())));
        return headers;
    }

    private static Map<String, List<String>> marked(
            HttpRequest head, Map<String, List<String>> headers) {
        Map<String, List<String>> marked = new TreeMap<>(headers);
        String via = String.join(", ", head.headers().getOrDefault("via", List.of()));
        marked.put("via", List.of(via.isEmpty() ? MARK : via + ", " + MARK));
        return marked;
    }

    private static void drop(Set<String> names, String connection) {
        names.removeAll(OF_THE_HOP);
        for (String named : connection.toLowerCase(java.util.Locale.ROOT).split(","))
            names.remove(named.strip());
    }
}
