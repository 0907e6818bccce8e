package homeport.cloud.ssm;

import homeport.aws.AwsException;

/** Parameter Store's answers to what it cannot do. Source: API reference, errors of each action. */
final class Refusal {
    private Refusal() {}

    static AwsException notFound(String name) {
        return new AwsException("ParameterNotFound", "Parameter %s not found.".formatted(name));
    }

    static AwsException noVersion(String name, String selector) {
        return new AwsException(
                "ParameterVersionNotFound",
                "Systems Manager could not find version %s of %s. Verify the version and try again."
                        .formatted(selector, name));
    }

    static AwsException exists() {
        return new AwsException(
                "ParameterAlreadyExists",
                "The parameter already exists. To overwrite this value, set the overwrite option in"
                        + " the request to true.");
    }

    static AwsException invalid(String message) {
        return new AwsException("ValidationException", message);
    }

    static AwsException limit(String message) {
        return new AwsException("ParameterLimitExceeded", message);
    }

    static AwsException busy() {
        return new AwsException(
                "TooManyUpdates",
                "There are concurrent updates for a resource that supports one update at a time.");
    }

    static AwsException nextToken() {
        return new AwsException("InvalidNextToken", "The specified token isn't valid.");
    }
}
