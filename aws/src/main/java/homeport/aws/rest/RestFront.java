package homeport.aws.rest;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.aws.Credentials;
import homeport.aws.Front;
import homeport.aws.HttpRequest;
import homeport.aws.HttpResponse;
import homeport.aws.Permission;
import homeport.aws.Service;
import homeport.aws.http.Intake;
import homeport.aws.model.ServiceModel;
import homeport.aws.sign.SigV4;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * From a request on the REST wire to its handler and back: who signed it, which action it is for,
 * whether its signer may do that, what the handler says. Safe from any thread.
 */
public final class RestFront implements Front {
    private static final Logger LOG = LoggerFactory.getLogger(RestFront.class);

    /** Of bodies that are documents: the list of ten thousand parts is the longest. */
    private static final int DOCUMENT_BYTES_MAX = 4 << 20;

    /**
     * A link to an object, and the console, are of one origin to a browser: a page in the object
     * must not read what the console keeps there, nor act as it.
     */
    private static final Map<String, String> OF_NO_ORIGIN =
            Map.of("Content-Security-Policy", "sandbox", "X-Content-Type-Options", "nosniff");

    private static final int SMALL_DOCUMENT_BYTES_MAX = 64 << 10;

    private static final String STREAMING = "STREAMING-";
    private static final Set<String> CHUNKED =
            Set.of(
                    "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
                    "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
                    "STREAMING-UNSIGNED-PAYLOAD-TRAILER");

    private final Intake largeDocument = new Intake(1);
    private final RestService service;
    private final ServiceModel model;
    private final Routes routes;
    private final RestWriter writer;
    private final SigV4 signatures;
    private final InstantSource clock;
    private final String account;

    /**
     * @param account twelve digits
     */
    public RestFront(
            RestService service, Credentials credentials, InstantSource clock, String account) {
        Service actions = service.service();
        this.service = service;
        this.model =
                ServiceModel.of(Map.of(actions.model(), actions.actions().keySet())).getFirst();
        model.load();
        this.routes = new Routes(model, actions);
        this.writer = new RestWriter(model);
        this.signatures = new SigV4(credentials);
        this.clock = clock;
        this.account = account;
    }

    @Override
    public boolean takes(HttpRequest head) {
        return SigV4.service(head).filter(model.signingName()::equals).isPresent();
    }

    @Override
    public Answer answer(HttpRequest head, InputStream body) {
        String requestId = UUID.randomUUID().toString();
        try {
            return carryOut(head, body, requestId);
        } catch (AwsException told) {
            return error(head, Codes.ofRest(told), requestId);
        } catch (IOException gone) {
            LOG.debug("request {}: {}", requestId, gone.toString());
            return error(head, Refused.incomplete(), requestId);
        } catch (RuntimeException | StackOverflowError bug) {
            LOG.error("request {}: {} {}", requestId, head.method(), head.rawPath(), bug);
            return error(
                    head,
                    new AwsException(
                            "InternalError",
                            "We encountered an internal error. Please try again. Homeport's log tells of request "
                                    + requestId
                                    + "."),
                    requestId);
        }
    }

    private Answer error(HttpRequest head, AwsException told, String requestId) {
        HttpResponse whole = writer.error(told, head.rawPath(), requestId);
        if (!head.method().equals("HEAD")) return Answer.of(whole);
        Map<String, String> headers = new HashMap<>(whole.headers());
        return new Answer(whole.status(), headers, OptionalLong.empty(), out -> {});
    }

    private Answer carryOut(HttpRequest head, InputStream body, String requestId)
            throws IOException {
        Instant now = clock.instant();
        SigV4.SignedHead signed = signatures.verifyHead(head, now);
        SigV4.Signed by = signed.signed();
        Permission permission = by.permission().from(Permission.Origin.of(head));
        Call call = new Call(by.region(), account, by.caller(), requestId, now, permission);
        Address address = Address.of(head);
        Query query = Query.parse(head.rawQuery());
        String name = routes.action(head, address, query);
        Upload upload = upload(head, signed, body);
        boolean takes = service.taking(name) != null;
        SdkPojo builder = service.service().actions().get(name).input().get();
        RestReader reader = new RestReader(head, address, query);
        if (takes) reader.into(builder, new byte[0]);
        else readDocument(reader, head, upload, builder);
        Object asked = ((SdkBuilder<?, ?>) builder).build();
        permission.check(
                call,
                new Permission.Asked(model.name(), name, (SdkPojo) asked, Permission.Origin.SAME));
        return handled(name, call, asked, upload);
    }

    private Answer handled(String name, Call call, Object asked, Upload upload) {
        if (service.taking(name) != null)
            return Answer.of(
                    writer.result(
                            name,
                            service.taking(name).take(call, asked, upload),
                            call.requestId()));
        if (service.giving(name) != null) {
            RestService.Download download = service.giving(name).give(call, asked);
            Map<String, String> headers = RestWriter.headers(download.answer(), call.requestId());
            headers.putAll(OF_NO_ORIGIN);
            return new Answer(download.status(), headers, download.size(), download.body());
        }
        SdkPojo result = service.service().actions().get(name).handler().handle(call, asked);
        return Answer.of(writer.result(name, result, call.requestId()));
    }

    private static Upload upload(HttpRequest head, SigV4.SignedHead signed, InputStream body) {
        String payload = signed.payload();
        if (!payload.startsWith(STREAMING)) {
            Optional<String> hash = Optional.of(payload).filter(p -> !p.startsWith("UNSIGNED"));
            return new PlainUpload(body, number(head, "content-length"), hash);
        }
        if (!CHUNKED.contains(payload)) throw Refused.absent("x-amz-content-sha256: " + payload);
        OptionalLong length = number(head, "x-amz-decoded-content-length");
        if (length.isEmpty())
            throw new AwsException(
                    "MissingContentLength", "You must provide the Content-Length HTTP header.");
        return new ChunkedUpload(
                        body,
                        length,
                        payload.startsWith("STREAMING-UNSIGNED")
                                ? Optional.empty()
                                : Optional.of(signed.chunks()),
                        payload.endsWith("-TRAILER"))
                .announcing(
                        head.headers().getOrDefault("x-amz-trailer", List.of()).stream()
                                .flatMap(line -> Stream.of(line.split(",")))
                                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                                .toList());
    }

    private static OptionalLong number(HttpRequest head, String header) {
        Optional<String> text = head.header(header).map(String::strip);
        if (text.isEmpty()) return OptionalLong.empty();
        if (!text.get().matches("[0-9]{1,18}"))
            throw Refused.argument(header + " is not a number of bytes.");
        return OptionalLong.of(Long.parseLong(text.get()));
    }

    /**
     * Whether its signer may do anything is not known yet, so that one large one is held at once.
     */
    private void readDocument(RestReader reader, HttpRequest head, Upload upload, SdkPojo builder)
            throws IOException {
        boolean untold = head.header("transfer-encoding").isPresent();
        if (!untold && upload.length().orElse(0) <= SMALL_DOCUMENT_BYTES_MAX) {
            reader.into(builder, document(upload));
            return;
        }
        try (Intake.Place _ = largeDocument.take(1, RestFront::full)) {
            reader.into(builder, document(upload));
        }
    }

    private static AwsException full() {
        return new AwsException("SlowDown", "Please reduce your request rate.");
    }

    private static byte[] document(Upload upload) throws IOException {
        return Intake.whole(
                upload::read, 8192, DOCUMENT_BYTES_MAX, RestFront::tooLarge, RestFront::tooSlow);
    }

    private static AwsException tooLarge() {
        return new AwsException(
                "MaxMessageLengthExceeded",
                "Your request was too big: allowed %d bytes.".formatted(DOCUMENT_BYTES_MAX));
    }

    private static AwsException tooSlow() {
        return new AwsException(
                "RequestTimeout",
                "The body was not there after %d s.".formatted(Intake.TIME_MAX.toSeconds()));
    }
}
