package homeport.aws.codec;

import homeport.aws.AwsException;
import homeport.aws.HttpRequest;
import homeport.aws.HttpResponse;
import homeport.aws.model.ServiceModel;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.SdkPojo;

/** How one request is written, and how it wants to be answered. Stateless; any thread. */
public sealed interface Wire permits QueryWire, JsonWire, CborWire {
    /** The wire that the request's headers and path speak; the query wire when they say nothing. */
    static Wire of(HttpRequest request) {
        if (request.header("smithy-protocol").isPresent()) return CborWire.INSTANCE;
        if (request.header("x-amz-target").isPresent()) return JsonWire.of(request);
        boolean json = request.header("content-type").orElse("").contains("amz-json");
        return json ? JsonWire.of(request) : QueryWire.INSTANCE;
    }

    /**
     * Takes the request apart as far as its action.
     *
     * @param body inflated
     * @throws AwsException malformed
     */
    Input read(HttpRequest request, byte[] body);

    /**
     * Finds the service when the signature's scope says nothing: by version, target or path. Never
     * throws; used to shape errors too.
     */
    Optional<ServiceModel> guess(HttpRequest request, List<ServiceModel> models);

    /** The names by which the model says that the service speaks this wire. */
    List<String> protocols();

    HttpResponse result(ServiceModel model, String action, SdkPojo result, String requestId);

    /**
     * @param model empty when the service is not known
     */
    HttpResponse error(Optional<ServiceModel> model, AwsException error, String requestId);

    /** A request taken apart. */
    interface Input {
        /** As asked for; it may not exist. Empty when the request names none. */
        String action();

        /** The service that the request names besides its signature; empty when it names none. */
        default Optional<String> target() {
            return Optional.empty();
        }

        /**
         * Sets what the request holds.
         *
         * @throws AwsException malformed, or a value of the wrong type
         */
        void into(SdkPojo builder);
    }
}
