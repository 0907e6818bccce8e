package homeport.aws.codec;

import homeport.aws.HttpResponse;
import java.util.HashMap;
import java.util.Map;

/** What the answers of all wires have in common. */
final class Replies {
    private Replies() {}

    static HttpResponse of(
            int status, String contentType, String requestId, Map<String, String> more, Xml xml) {
        return of(status, contentType, requestId, more, xml.bytes());
    }

    static HttpResponse of(
            int status,
            String contentType,
            String requestId,
            Map<String, String> more,
            byte[] body) {
        var headers = new HashMap<>(more);
        headers.put("x-amzn-RequestId", requestId);
        if (body.length > 0) headers.put("Content-Type", contentType);
        return new HttpResponse(status, headers, body);
    }
}
