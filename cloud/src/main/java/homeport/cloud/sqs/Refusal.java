package homeport.cloud.sqs;

import homeport.aws.AwsException;

/** What SQS says no with. Source: SQS API reference, "Errors" of its actions. */
final class Refusal {
    private Refusal() {}

    static AwsException noQueue() {
        return new AwsException("QueueDoesNotExist", "The specified queue does not exist.");
    }

    static AwsException value(String attribute, String why) {
        return new AwsException(
                "InvalidAttributeValue",
                "Invalid value for the parameter %s. Reason: %s".formatted(attribute, why));
    }

    static AwsException parameter(String name, Object value, String allowed) {
        return new AwsException(
                "InvalidParameterValueException",
                "Value %s for parameter %s is invalid. Reason: %s".formatted(value, name, allowed));
    }

    static AwsException handle(String handle) {
        return new AwsException(
                "ReceiptHandleIsInvalid",
                "The receipt handle \"%s\" is not one that this queue gave."
                        .formatted(handle.length() > 64 ? handle.substring(0, 64) : handle));
    }
}
