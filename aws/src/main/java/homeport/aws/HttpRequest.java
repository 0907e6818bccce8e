package homeport.aws;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request as it came, before anything was decoded: signatures are over the raw forms.
 *
 * @param method in upper case
 * @param rawPath percent-encoded as sent, starts with a slash
 * @param rawQuery percent-encoded as sent, without the question mark; empty when there is none
 * @param headers by name in lower case, values in the order they came
 * @param body as sent, still compressed if it was
 * @param remoteAddress of the peer, for logs
 */
public record HttpRequest(
        String method,
        String rawPath,
        String rawQuery,
        Map<String, List<String>> headers,
        byte[] body,
        String remoteAddress) {
    /** The header's first value. */
    public Optional<String> header(String name) {
        List<String> values = headers.get(name.toLowerCase(Locale.ROOT));
        return values == null || values.isEmpty() ? Optional.empty() : Optional.of(values.get(0));
    }
}
