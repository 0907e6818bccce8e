package homeport.cloud.secret;

import homeport.aws.AwsException;

/** Secrets Manager's answers to what it cannot do. Source: API reference, errors of each action. */
final class Refusal {
    private Refusal() {}

    static AwsException noSecret() {
        return notFound("Secrets Manager can't find the specified secret.");
    }

    static AwsException notFound(String message) {
        return new AwsException("ResourceNotFoundException", message);
    }

    static AwsException exists(String name) {
        return new AwsException(
                "ResourceExistsException",
                "The operation failed because the secret %s already exists.".formatted(name));
    }

    static AwsException versionExists(String id) {
        return new AwsException(
                "ResourceExistsException",
                ("You can't use ClientRequestToken %s because that value is already in use for"
                                + " a version of this secret.")
                        .formatted(id));
    }

    static AwsException request(String message) {
        return new AwsException("InvalidRequestException", message);
    }

    static AwsException parameter(String message) {
        return new AwsException("InvalidParameterException", message);
    }

    static AwsException limit(String message) {
        return new AwsException("LimitExceededException", message);
    }

    static AwsException deleted() {
        return request(
                "You can't perform this operation on the secret because it was marked for"
                        + " deletion.");
    }

    static AwsException managed(String verb, String service) {
        return request(
                "You can't %s this secret because it is managed by %s.".formatted(verb, service));
    }

    static AwsException nextToken() {
        return new AwsException("InvalidNextTokenException", "The NextToken value is invalid.");
    }
}
