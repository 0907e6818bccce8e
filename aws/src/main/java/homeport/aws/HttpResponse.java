package homeport.aws;

import java.util.Map;

/**
 * What goes back. The server adds {@code Date} and {@code Content-Length}.
 *
 * @param headers by name as sent
 */
public record HttpResponse(int status, Map<String, String> headers, byte[] body) {
    public HttpResponse {
        headers = Map.copyOf(headers);
    }
}
