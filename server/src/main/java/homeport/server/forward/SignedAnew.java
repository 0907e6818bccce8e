package homeport.server.forward;

import homeport.aws.AwsException;
import homeport.aws.HttpRequest;
import homeport.aws.http.Intake;
import homeport.aws.sign.SigV4;
import homeport.aws.sign.SigV4.Signed;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.ServiceMetadata;

/**
 * Signs a request again by another key: AWS takes signatures by its own keys and for its own host
 * names only. Whoever may use that key must say so here, too: only what the root key of this
 * Homeport has signed goes on.
 */
public final class SignedAnew implements Onward {
    /** As much as a body here may have. */
    private static final int BODY_BYTES_MAX = 16 << 20;

    private static final Set<String> OF_THE_OLD_SIGNATURE =
            Set.of(
                    "authorization",
                    "host",
                    "content-length",
                    "x-amz-content-sha256",
                    "x-amz-date",
                    "x-amz-security-token");

    /** Services that sign as another name than that of their hosts. Source: AWS, service models. */
    private static final Map<String, String> HOSTS = Map.of("ses", "email");

    private final Intake reading = new Intake(1);
    private final Optional<URI> to;
    private final SigV4 callers;
    private final AwsCredentialsProvider key;
    private final InstantSource clock;
    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();

    /**
     * @param to empty: AWS itself, at the host of each service
     * @param callers knows who signs here
     * @param key asked for each request, so that one that was renewed is used
     */
    public SignedAnew(
            Optional<URI> to, SigV4 callers, AwsCredentialsProvider key, InstantSource clock) {
        this.to = to;
        this.callers = callers;
        this.key = key;
        this.clock = clock;
    }

    @Override
    public String name() {
        return to.map(URI::toString).orElse("AWS");
    }

    @Override
    public Request of(HttpRequest head, Map<String, List<String>> headers, InputStream body)
            throws IOException {
        byte[] content;
        Signed signed;
        // Until it is read nobody knows whose it is, so that one body is read at a time.
        try (Intake.Place _ = reading.take(1, SignedAnew::full)) {
            content =
                    Intake.whole(
                            body::read,
                            8192,
                            BODY_BYTES_MAX,
                            SignedAnew::tooLarge,
                            SignedAnew::tooSlow);
            signed = callers.verify(with(head, head.headers(), content), clock.instant());
        }
        if (!signed.caller().arn().endsWith(":root"))
            throw new AwsException(
                    "AccessDenied",
                    "User: %s is not authorized to use %s through this endpoint: only the root key is."
                            .formatted(signed.caller().arn(), name()));
        if (head.header("authorization").isEmpty())
            throw new AwsException("AccessDenied", "Presigned links are not signed anew.");
        URI place = to.orElseGet(() -> host(signed.service(), signed.region()));
        HttpRequest whole = with(head, head.headers(), content);
        Map<String, List<String>> sent = sign(place, whole, headers, signed);
        return new Request(
                place, with(head, sent, content), sent, new ByteArrayInputStream(content));
    }

    private static AwsException full() {
        return new AwsException(
                "ServiceUnavailable",
                "Another request has been read for %d s; try again."
                        .formatted(Intake.WAIT_MAX.toSeconds()));
    }

    private static AwsException tooLarge() {
        return new AwsException(
                "RequestEntityTooLarge", "What is signed anew may have 16 MiB at most.");
    }

    private static AwsException tooSlow() {
        return new AwsException(
                "RequestTimeout",
                "The body was not there after %d s.".formatted(Intake.TIME_MAX.toSeconds()));
    }

    private static HttpRequest with(
            HttpRequest head, Map<String, List<String>> headers, byte[] content) {
        return new HttpRequest(
                head.method(),
                head.rawPath(),
                head.rawQuery(),
                headers,
                content,
                head.remoteAddress());
    }

    /** Of a service that is nowhere in particular: the one that it has for all regions. */
    private static URI host(String service, String region) {
        ServiceMetadata known = ServiceMetadata.of(HOSTS.getOrDefault(service, service));
        Region asked = Region.of(region);
        boolean isGlobal =
                known.regions().contains(Region.AWS_GLOBAL) && !known.regions().contains(asked);
        URI host = known.endpointFor(isGlobal ? Region.AWS_GLOBAL : asked);
        return URI.create("https://" + host);
    }

    private Map<String, List<String>> sign(
            URI place, HttpRequest request, Map<String, List<String>> headers, Signed as) {
        Map<String, List<String>> kept = new TreeMap<>(headers);
        kept.keySet().removeAll(OF_THE_OLD_SIGNATURE);
        byte[] content = request.body();
        SdkHttpRequest unsigned =
                SdkHttpRequest.builder()
                        .method(SdkHttpMethod.fromValue(request.method()))
                        .uri(uri(place, request))
                        .headers(kept)
                        .build();
        Map<String, List<String>> sent = new TreeMap<>();
        signer.sign(r ->
                        r.identity(identity())
                                .request(unsigned)
                                .payload(ContentStreamProvider.fromByteArray(content))
                                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, as.service())
                                .putProperty(AwsV4HttpSigner.REGION_NAME, as.region())
                                .putProperty(
                                        HttpSigner.SIGNING_CLOCK, clock.withZone(ZoneOffset.UTC)))
                .request()
                .headers()
                .forEach((name, values) -> sent.put(name.toLowerCase(Locale.ROOT), values));
        sent.put("content-length", List.of(Integer.toString(content.length)));
        return sent;
    }

    private static URI uri(URI place, HttpRequest request) {
        String query = request.rawQuery().isEmpty() ? "" : "?" + request.rawQuery();
        try {
            return URI.create(
                    place.getScheme()
                            + "://"
                            + place.getRawAuthority()
                            + request.rawPath()
                            + query);
        } catch (IllegalArgumentException unreadable) {
            throw new AwsException("ValidationError", "The request's path or query is no URI.");
        }
    }

    private AwsCredentialsIdentity identity() {
        try {
            return key.resolveCredentials();
        } catch (SdkClientException none) {
            throw new AwsException(
                    "ServiceUnavailable",
                    "The profile of --forward-profile has no key: " + none.getMessage());
        }
    }
}
