package homeport.cloud.cloudwatch.alarm;

import java.time.Instant;

/**
 * Something that is to be told because an alarm changed: on record until it was.
 *
 * @param id a UUID, under which a topic takes it once
 * @param action the ARN that is told
 * @param since when the state changed
 */
record Errand(
        String id,
        String region,
        String alarm,
        boolean composite,
        String action,
        String subject,
        String message,
        Instant since) {}
