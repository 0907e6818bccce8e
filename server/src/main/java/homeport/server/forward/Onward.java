package homeport.server.forward;

import homeport.aws.AwsException;
import homeport.aws.HttpRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** Where a request goes on to, and as what. Any thread. */
public interface Onward {
    /**
     * @param head of what is sent; of its headers only whether its body comes in chunks counts
     * @param headers that are sent, in lower case
     */
    record Request(URI to, HttpRequest head, Map<String, List<String>> headers, InputStream body) {}

    /**
     * @param headers of the request, without those of its connection
     * @throws AwsException it does not go on
     */
    Request of(HttpRequest head, Map<String, List<String>> headers, InputStream body)
            throws IOException;

    /** For people. */
    String name();

    /** Byte for byte: the signature, which is the other's to judge, still holds. */
    static Onward asItCame(URI to) {
        return new Onward() {
            @Override
            public Request of(
                    HttpRequest head, Map<String, List<String>> headers, InputStream body) {
                return new Request(to, head, headers, body);
            }

            @Override
            public String name() {
                return to.toString();
            }
        };
    }
}
