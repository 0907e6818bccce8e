package homeport.control.event;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which events go to a topic. Source: RDS API reference, CreateEventSubscription.
 *
 * @param sourceType empty: of every kind
 * @param sourceIds in lower case; empty: all of that kind
 * @param categories empty: all
 */
record EventSubscription(
        String name,
        String topicArn,
        Optional<String> sourceType,
        List<String> sourceIds,
        List<String> categories,
        boolean enabled,
        Instant created,
        Map<String, String> tags) {
    EventSubscription {
        sourceIds = List.copyOf(sourceIds);
        categories = List.copyOf(categories);
        tags = Map.copyOf(tags);
    }

    /** An event that was there before the subscription is none of its. */
    boolean wants(Event event) {
        return enabled
                && !event.date().isBefore(created)
                && sourceType.filter(type -> !type.equals(event.sourceType())).isEmpty()
                && (sourceIds.isEmpty() || sourceIds.contains(event.sourceIdentifier()))
                && (categories.isEmpty()
                        || event.categories().stream().anyMatch(categories::contains));
    }

    EventSubscription withSources(List<String> ids) {
        return new EventSubscription(
                name, topicArn, sourceType, ids, categories, enabled, created, tags);
    }

    EventSubscription withTags(Map<String, String> changed) {
        return new EventSubscription(
                name, topicArn, sourceType, sourceIds, categories, enabled, created, changed);
    }
}
