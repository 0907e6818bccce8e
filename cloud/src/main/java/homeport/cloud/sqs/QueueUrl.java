package homeport.cloud.sqs;

import java.net.URI;
import java.util.Optional;

/**
 * The URL of a queue: {@code http://127.0.0.1:4566/000000000000/orders}. Host and port are this
 * installation's of the moment, so only the path names the queue.
 */
final class QueueUrl {
    private QueueUrl() {}

    static String of(String apiUrl, String account, String name) {
        return apiUrl + "/" + account + "/" + name;
    }

    /** The queue's name; empty when it is no such URL, or of another account. */
    static Optional<String> name(String url, String account) {
        try {
            String path = URI.create(url).getPath();
            String prefix = "/" + account + "/";
            if (path == null || !path.startsWith(prefix)) return Optional.empty();
            String name = path.substring(prefix.length());
            return name.isEmpty() || name.contains("/") ? Optional.empty() : Optional.of(name);
        } catch (IllegalArgumentException noUrl) {
            return Optional.empty();
        }
    }
}
