package homeport.aws.rest;

import homeport.aws.AwsException;

/** S3's names for what every service refuses. Source: S3 API reference, "Error responses". */
final class Codes {
    private Codes() {}

    static AwsException ofRest(AwsException told) {
        return switch (told.code()) {
            case "MissingAuthenticationToken" -> new AwsException("AccessDenied", "Access Denied");
            case "InvalidClientTokenId" ->
                    new AwsException(
                            "InvalidAccessKeyId",
                            "The AWS Access Key Id you provided does not exist in our records.");
            case "RequestExpired" -> new AwsException("AccessDenied", "Request has expired");
            case "IncompleteSignature" ->
                    new AwsException("AuthorizationHeaderMalformed", told.getMessage());
            case "SignatureDoesNotMatch" -> ofTime(told);
            case "ValidationError", "MissingParameter", "InvalidParameterValue" ->
                    new AwsException("InvalidArgument", told.getMessage());
            default -> told;
        };
    }

    private static AwsException ofTime(AwsException told) {
        boolean time = told.getMessage().startsWith("Signature ");
        return time
                ? new AwsException(
                        "RequestTimeTooSkewed",
                        "The difference between the request time and the current time is too large.")
                : told;
    }
}
