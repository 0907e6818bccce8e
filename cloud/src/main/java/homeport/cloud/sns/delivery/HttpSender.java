package homeport.cloud.sns.delivery;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * POSTs to web servers. 2xx is taken; 5xx, 429 and silence may pass; all else is a no. Redirects
 * are not followed. Source: SNS developer guide, "Fanout Amazon SNS notifications to HTTP(S)
 * endpoints" and "Amazon SNS message delivery retries".
 */
final class HttpSender implements AutoCloseable {
    /** From the first packet to the last byte of the answer, as in AWS. */
    static final Duration ANSWER_MAX = Duration.ofSeconds(15);

    private static final String TYPE = "text/plain; charset=UTF-8";

    private final HttpClient client;

    HttpSender(Executor threads) {
        this.client =
                HttpClient.newBuilder()
                        .executor(threads)
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(ANSWER_MAX)
                        .build();
    }

    Outcome send(Letter letter, Recipient to, Envelope envelope) throws InterruptedException {
        URI uri = URI.create(to.endpoint());
        Optional<String> forbidden = forbidden(uri.getHost());
        if (forbidden.isPresent()) return new Outcome.Rejected(forbidden.get());
        boolean notice = letter.kind() == Letter.Kind.NOTIFICATION;
        boolean raw = notice && to.raw();
        String body = raw ? letter.body(to.protocol()) : envelope.json(letter, to);
        String type = to.policy().flatMap(DeliveryPolicy::contentType).orElse(TYPE);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(withoutUser(uri))
                        .timeout(ANSWER_MAX)
                        .header("x-amz-sns-message-type", letter.kind().text())
                        .header("x-amz-sns-message-id", letter.id())
                        .header("x-amz-sns-topic-arn", letter.topicArn())
                        .header("Content-Type", type)
                        .header("User-Agent", "Amazon Simple Notification Service Agent")
                        .POST(BodyPublishers.ofString(body, StandardCharsets.UTF_8));
        if (notice) request.header("x-amz-sns-subscription-arn", to.arn());
        if (raw) request.header("x-amz-sns-rawdelivery", "true");
        if (uri.getUserInfo() != null)
            request.header(
                    "Authorization",
                    "Basic "
                            + Base64.getEncoder()
                                    .encodeToString(
                                            uri.getUserInfo().getBytes(StandardCharsets.UTF_8)));
        return await(client.sendAsync(request.build(), BodyHandlers.discarding()));
    }

    private static Outcome await(CompletableFuture<HttpResponse<Void>> answer)
            throws InterruptedException {
        try {
            int status = answer.get(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS).statusCode();
            if (status >= 200 && status < 300) return new Outcome.Delivered();
            String why = "the endpoint answered HTTP " + status;
            boolean later = status >= 500 || status == 429;
            return later ? new Outcome.Failed(why) : new Outcome.Rejected(why);
        } catch (TimeoutException silent) {
            return new Outcome.Failed(
                    "the endpoint gave no answer in " + ANSWER_MAX.toSeconds() + " s");
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause();
            String kind = cause instanceof IOException ? "" : "unexpected ";
            return new Outcome.Failed(
                    "the endpoint cannot be reached: "
                            + kind
                            + cause.getClass().getSimpleName()
                            + (cause.getMessage() == null ? "" : ": " + cause.getMessage()));
        } finally {
            answer.cancel(true); // no effect when it is over
        }
    }

    /**
     * Private addresses are where subscribers of a self-hosted service live; link-local ones are
     * where clouds keep their machines' credentials.
     */
    static Optional<String> forbidden(String host) {
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                boolean never =
                        address.isLinkLocalAddress()
                                || address.isMulticastAddress()
                                || address.isAnyLocalAddress();
                if (never)
                    return Optional.of(
                            "%s is %s, and nothing is sent to link-local, multicast or wildcard addresses"
                                    .formatted(host, address.getHostAddress()));
            }
            return Optional.empty();
        } catch (UnknownHostException later) {
            return Optional.empty(); // the attempt says so
        }
    }

    private static URI withoutUser(URI uri) {
        if (uri.getUserInfo() == null) return uri;
        try {
            return new URI(
                    uri.getScheme(),
                    null,
                    uri.getHost(),
                    uri.getPort(),
                    uri.getPath(),
                    uri.getQuery(),
                    null);
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException("part of a URI that was one", impossible);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
