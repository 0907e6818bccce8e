package homeport.cloud.sns;

import homeport.aws.AwsException;

/** What SNS says no with. Source: SNS API reference, "Errors" of its actions. */
final class Refusal {
    private Refusal() {}

    static AwsException parameter(String why) {
        return new AwsException("InvalidParameter", "Invalid parameter: " + why);
    }

    static AwsException noTopic() {
        return new AwsException("NotFound", "Topic does not exist");
    }

    static AwsException noSubscription() {
        return new AwsException("NotFound", "Subscription does not exist");
    }
}
