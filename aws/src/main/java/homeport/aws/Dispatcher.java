package homeport.aws;

import homeport.aws.codec.Wire;
import homeport.aws.model.ServiceModel;
import homeport.aws.sign.SigV4;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.SdkPojo;

/**
 * From a request on any wire to its handler and back. In this order: who signed it, which service
 * and action it is for, whether its signer may do that, whether it is what the model allows, what
 * the handler says. Safe from any thread.
 */
public final class Dispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    /** As of a body that comes as it is: more than that is not set aside for one. */
    private static final int INFLATED_BYTES_MAX = 4 << 20;

    /** The one that global endpoints answer for; a request without a signature names none. */
    private static final String REGION_OF_NOBODY = "us-east-1";

    /** {@code amz-1.0} is what older clients of the JSON wires send; it changes nothing. */
    private static final Set<String> PLAIN = Set.of("", "identity", "amz-1.0");

    private final Actions actions;
    private final List<ServiceModel> models;
    private final SigV4 signatures;
    private final InstantSource clock;
    private final String account;

    /** Of services that nobody else calls. */
    public Dispatcher(
            List<Service> services, Credentials credentials, InstantSource clock, String account) {
        this(new Actions(services), credentials, clock, account);
    }

    /**
     * @param account twelve digits
     */
    public Dispatcher(
            Actions actions, Credentials credentials, InstantSource clock, String account) {
        this.actions = actions;
        this.models = actions.models();
        this.signatures = new SigV4(credentials);
        this.clock = clock;
        this.account = account;
    }

    /**
     * Reads all models now, so that no request waits for it, and checks every registered action's
     * name.
     */
    public void load() {
        models.forEach(ServiceModel::load);
    }

    /** The services that are here, as signatures name them. */
    public Set<String> signingNames() {
        return models.stream().map(ServiceModel::signingName).collect(Collectors.toSet());
    }

    /** The answer to a request that the HTTP server could not or would not read to its end. */
    public HttpResponse refuse(HttpRequest request, AwsException why) {
        Wire wire = Wire.of(request);
        return wire.error(wire.guess(request, models), why, UUID.randomUUID().toString());
    }

    /** Never throws: whatever is wrong with the request is an answer in the request's own form. */
    public HttpResponse answer(HttpRequest request) {
        String requestId = UUID.randomUUID().toString();
        Wire wire = Wire.of(request);
        Optional<ServiceModel> model = Optional.empty();
        try {
            model = wire.guess(request, models);
            Instant now = clock.instant();
            Optional<ServiceModel> unsigned = unsigned(wire, model, request);
            if (unsigned.isPresent()) {
                model = unsigned;
                Call call =
                        new Call(
                                REGION_OF_NOBODY,
                                account,
                                Call.Caller.NOBODY,
                                requestId,
                                now,
                                Permission.ALL);
                return carryOut(wire, model.get(), call, request);
            }
            SigV4.Signed signed = signatures.verify(request, now);
            model = Optional.of(model(signed.service(), model));
            Call call =
                    new Call(
                            signed.region(),
                            account,
                            signed.caller(),
                            requestId,
                            now,
                            signed.permission().from(Permission.Origin.of(request)));
            return carryOut(wire, model.get(), call, request);
        } catch (AwsException told) {
            return wire.error(model, told, requestId);
        } catch (RuntimeException | StackOverflowError bug) {
            LOG.error("request {}: {} {}", requestId, request.method(), request.rawPath(), bug);
            return wire.error(
                    model,
                    new AwsException(
                            "InternalFailure",
                            "The request failed for a reason that is Homeport's own; see its log for request "
                                    + requestId
                                    + "."),
                    requestId);
        }
    }

    /**
     * The service of a request that is not signed, and need not be. A link that somebody follows
     * names nothing but the action.
     */
    private Optional<ServiceModel> unsigned(
            Wire wire, Optional<ServiceModel> guessed, HttpRequest request) {
        if (SigV4.isSigned(request)) return Optional.empty();
        boolean link = request.method().equals("GET") && request.rawQuery().contains("Action=");
        if (guessed.isEmpty() && !link) return Optional.empty();
        List<ServiceModel> open =
                guessed.map(List::of).orElse(models).stream().filter(this::hasUnsigned).toList();
        if (open.isEmpty()) return Optional.empty();
        String action = wire.read(request, inflate(request)).action();
        return open.stream().filter(model -> isUnsigned(model, action)).findFirst();
    }

    private boolean hasUnsigned(ServiceModel model) {
        return actions.service(model).actions().values().stream()
                .anyMatch(Service.Action::unsigned);
    }

    private boolean isUnsigned(ServiceModel model, String action) {
        Service.Action found = actions.service(model).actions().get(action);
        return found != null && found.unsigned();
    }

    private HttpResponse carryOut(Wire wire, ServiceModel model, Call call, HttpRequest request) {
        boolean speaks = model.protocols().stream().anyMatch(wire.protocols()::contains);
        if (!speaks)
            throw new AwsException(
                    "InvalidAction",
                    "The service %s is spoken as %s, not as %s."
                            .formatted(model.signingName(), model.protocols(), wire.protocols()));
        Wire.Input input = wire.read(request, inflate(request));
        String name = input.action();
        if (name.isEmpty())
            throw new AwsException("MissingAction", "The request must contain an action.");
        boolean elsewhere = input.target().filter(t -> !t.equals(model.targetPrefix())).isPresent();
        if (elsewhere) throw Actions.unknown(model, name);
        Service.Action action = actions.find(model, name);
        SdkPojo builder = action.input().get();
        input.into(builder);
        boolean listing = !wire.protocols().contains("query");
        SdkPojo result = actions.carryOut(model, action, call, builder, listing);
        return wire.result(model, name, result, call.requestId());
    }

    private ServiceModel model(String signingName, Optional<ServiceModel> guessed) {
        return guessed.filter(model -> model.signingName().equals(signingName))
                .or(() ->
                        models.stream()
                                .filter(model -> model.signingName().equals(signingName))
                                .findFirst())
                .orElseThrow(() ->
                        new AwsException(
                                "InvalidAction",
                                "Homeport does not offer the service %s; it offers %s."
                                        .formatted(
                                                Actions.shorten(signingName),
                                                models.stream()
                                                        .map(ServiceModel::signingName)
                                                        .sorted()
                                                        .toList())));
    }

    private static byte[] inflate(HttpRequest request) {
        String encoding = request.header("content-encoding").orElse("identity").strip();
        if (PLAIN.contains(encoding.toLowerCase(Locale.ROOT))) return request.body();
        if (!encoding.equalsIgnoreCase("gzip"))
            throw new AwsException(
                    "SerializationException",
                    "Content-Encoding is %s, allowed gzip.".formatted(Actions.shorten(encoding)));
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(request.body()))) {
            byte[] body = in.readNBytes(INFLATED_BYTES_MAX + 1);
            if (body.length > INFLATED_BYTES_MAX)
                throw new AwsException(
                        "RequestTooLarge",
                        "The inflated body has more than %d bytes.".formatted(INFLATED_BYTES_MAX));
            return body;
        } catch (IOException broken) {
            throw new AwsException("SerializationException", "The body is not valid gzip.");
        }
    }
}
