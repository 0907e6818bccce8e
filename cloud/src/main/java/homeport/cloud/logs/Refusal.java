package homeport.cloud.logs;

import homeport.aws.AwsException;

/** CloudWatch Logs' answers to what it cannot do. Source: API reference, errors of each action. */
final class Refusal {
    private Refusal() {}

    static AwsException parameter(String message) {
        return new AwsException("InvalidParameterException", message);
    }

    static AwsException noGroup() {
        return new AwsException(
                "ResourceNotFoundException", "The specified log group does not exist.");
    }

    static AwsException noStream() {
        return new AwsException(
                "ResourceNotFoundException", "The specified log stream does not exist.");
    }

    static AwsException groupExists() {
        return new AwsException(
                "ResourceAlreadyExistsException", "The specified log group already exists");
    }

    static AwsException streamExists() {
        return new AwsException(
                "ResourceAlreadyExistsException", "The specified log stream already exists");
    }

    static AwsException token() {
        return parameter("The specified nextToken is invalid.");
    }

    static AwsException limit(String message) {
        return new AwsException("LimitExceededException", message);
    }

    static AwsException busy(int tries) {
        return new AwsException(
                "OperationAbortedException",
                "%d changes were overtaken by others; try again.".formatted(tries));
    }
}
