package homeport.cloud.cloudwatch.alarm;

import homeport.aws.AwsException;

/** Topics, as alarms need them. */
@FunctionalInterface
public interface Publisher {
    /**
     * Accepts a message: when this returns, it will be delivered. One of the same id may be given
     * again after a crash.
     *
     * @param id a UUID
     * @throws AwsException {@code Throttled}: not now, try again; others: never
     */
    void publish(String topicArn, String id, String subject, String message);
}
