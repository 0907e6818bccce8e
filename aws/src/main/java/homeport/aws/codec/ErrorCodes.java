package homeport.aws.codec;

import homeport.aws.model.ModelError;
import homeport.aws.model.ServiceModel;
import java.util.Map;
import java.util.Optional;

/**
 * The code and the status by which each wire tells an error. The service's model decides; the codes
 * that every service answers and no model has stand here. Source: "Common errors" of the services'
 * API references; the JSON services' 400 where query services say 403 as DynamoDB and KMS do.
 */
final class ErrorCodes {
    record Answer(String code, int status) {}

    /**
     * One error of all services: its status in XML, its name in JSON and CBOR, its status there.
     */
    private record Common(int status, String shape, int shapeStatus) {}

    private static final Map<String, Common> COMMON =
            Map.ofEntries(
                    common(
                            "MissingAuthenticationToken",
                            403,
                            "MissingAuthenticationTokenException"),
                    common("InvalidClientTokenId", 403, "UnrecognizedClientException"),
                    common("SignatureDoesNotMatch", 403, "InvalidSignatureException"),
                    common("IncompleteSignature", 400, "IncompleteSignatureException"),
                    common("RequestExpired", 400, "InvalidSignatureException"),
                    common("ExpiredToken", 403, "ExpiredTokenException"),
                    common("AccessDenied", 403, "AccessDeniedException"),
                    common("InvalidAction", 400, "UnknownOperationException"),
                    common("MissingAction", 400, "UnknownOperationException"),
                    common("UnsupportedOperation", 400, "UnsupportedOperationException"),
                    common("MalformedQueryString", 400, "SerializationException"),
                    common("MalformedHttpRequest", 400, "MalformedHttpRequestException"),
                    common("ValidationError", 400, "ValidationException"),
                    common("MissingParameter", 400, "ValidationException"),
                    common("InvalidParameterValue", 400, "ValidationException"),
                    common("InvalidParameterCombination", 400, "ValidationException"),
                    common("Throttling", 400, "ThrottlingException"),
                    Map.entry("RequestTooLarge", new Common(413, "RequestTooLargeException", 413)),
                    Map.entry("ServiceUnavailable", new Common(503, "ServiceUnavailable", 503)),
                    Map.entry("InternalFailure", new Common(500, "InternalFailure", 500)));

    private static final Map<String, Answer> EC2 =
            Map.of(
                    "InvalidClientTokenId", new Answer("AuthFailure", 401),
                    "SignatureDoesNotMatch", new Answer("AuthFailure", 401),
                    "AccessDenied", new Answer("UnauthorizedOperation", 403));

    private ErrorCodes() {}

    private static Map.Entry<String, Common> common(String code, int status, String shape) {
        return Map.entry(code, new Common(status, shape, 400));
    }

    static Answer query(Optional<ServiceModel> model, String code, boolean ec2) {
        if (ec2 && EC2.containsKey(code)) return EC2.get(code);
        Optional<ModelError> modelled = model.flatMap(known -> known.error(code));
        if (modelled.isPresent()) return new Answer(modelled.get().code(), modelled.get().status());
        Common common = COMMON.get(code);
        return new Answer(code, common == null ? 400 : common.status());
    }

    /** For JSON and CBOR, where an error goes by the name of its shape. */
    static Answer shape(Optional<ServiceModel> model, String code) {
        Optional<ModelError> modelled = model.flatMap(known -> known.error(code));
        if (modelled.isPresent())
            return new Answer(modelled.get().shape(), modelled.get().status());
        Common common = COMMON.get(code);
        if (common == null) return new Answer(code, 400);
        if (!common.shape().equals("ValidationException"))
            return new Answer(common.shape(), common.shapeStatus());
        return new Answer(
                model.flatMap(ServiceModel::invalidInput)
                        .map(ModelError::shape)
                        .orElse(common.shape()),
                400);
    }
}
