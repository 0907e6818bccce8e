package homeport.control.event;

import java.time.Instant;
import java.util.List;

/**
 * One event. Source: RDS user guide, "Amazon RDS event categories and event messages".
 *
 * @param id {@code RDS-EVENT-0005}; not a field of DescribeEvents
 * @param sourceType db-instance, db-parameter-group, db-snapshot, db-security-group …
 */
public record Event(
        String id,
        String sourceType,
        String sourceIdentifier,
        String sourceArn,
        List<String> categories,
        String message,
        Instant date) {
    public Event {
        categories = List.copyOf(categories);
    }
}
