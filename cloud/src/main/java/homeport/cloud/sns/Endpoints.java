package homeport.cloud.sns;

import homeport.cloud.sns.delivery.MailSettings;
import java.net.URI;
import java.util.Set;
import java.util.function.Predicate;

/** Where messages may go. */
final class Endpoints {
    private static final Set<String> PROTOCOLS =
            Set.of("http", "https", "sqs", "email", "email-json");
    private static final int CHARS_MAX = 2048;

    private Endpoints() {}

    /**
     * @param apiUrl this installation's own: it sends nothing to itself
     * @param queueExists whether there is a queue of that ARN
     */
    static void check(
            String protocol, String endpoint, String apiUrl, Predicate<String> queueExists) {
        if (!PROTOCOLS.contains(protocol))
            throw Refusal.parameter(
                    "Protocol Reason: %s does not work here; http, https, sqs, email and email-json do"
                            .formatted(protocol));
        if (endpoint.isEmpty() || endpoint.length() > CHARS_MAX)
            throw Refusal.parameter("Endpoint");
        switch (protocol) {
            case "sqs" -> {
                if (!endpoint.startsWith("arn:aws:sqs:"))
                    throw Refusal.parameter("SQS endpoint ARN");
                if (!queueExists.test(endpoint))
                    throw Refusal.parameter("Endpoint Reason: there is no queue " + endpoint);
            }
            case "email", "email-json" -> {
                if (!MailSettings.isAddress(endpoint)) throw Refusal.parameter("Email address");
            }
            default -> web(protocol, endpoint, apiUrl);
        }
    }

    private static void web(String protocol, String endpoint, String apiUrl) {
        try {
            URI uri = URI.create(endpoint);
            if (!protocol.equals(uri.getScheme()))
                throw Refusal.parameter("Endpoint must match the specified protocol");
            if (uri.getHost() == null || uri.getFragment() != null)
                throw Refusal.parameter("Endpoint Reason: it is no URL with a host");
            URI own = URI.create(apiUrl);
            if (uri.getHost().equals(own.getHost()) && uri.getPort() == own.getPort())
                throw Refusal.parameter("Endpoint Reason: it is this Homeport's own API");
        } catch (IllegalArgumentException noUrl) {
            throw Refusal.parameter("Endpoint Reason: it is no URL");
        }
    }

    /** As it is shown: without the password that a URL may hold. */
    static String shown(String endpoint) {
        return endpoint.replaceFirst("^(https?://[^/:@]*):[^/@]*@", "$1:****@");
    }
}
