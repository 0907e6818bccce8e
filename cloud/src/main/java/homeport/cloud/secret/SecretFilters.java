package homeport.cloud.secret;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;
import software.amazon.awssdk.services.secretsmanager.model.Filter;

/**
 * The filters of ListSecrets: all must hold, each by any of its values; a value matches by how a
 * field begins, and an exclamation mark before it turns it round. Source: user guide, "Find
 * secrets".
 */
final class SecretFilters {
    private final List<Filter> filters;

    SecretFilters(List<Filter> filters) {
        this.filters = filters;
        for (var filter : filters) {
            if (filter.values().isEmpty())
                throw Refusal.parameter("A filter must have at least one value.");
            switch (filter.keyAsString()) {
                case "name", "description", "tag-key", "tag-value" -> {}
                case "owning-service", "primary-region", "all" -> {}
                case null, default ->
                        throw Refusal.parameter("%s is no filter.".formatted(filter.keyAsString()));
            }
        }
    }

    boolean match(Secret secret) {
        return filters.stream()
                .allMatch(filter ->
                        filter.values().stream().anyMatch(value -> holds(filter, value, secret)));
    }

    private static boolean holds(Filter filter, String value, Secret secret) {
        if (value.startsWith("!")) return !begins(filter, value.substring(1), secret);
        return begins(filter, value, secret);
    }

    private static boolean begins(Filter filter, String value, Secret secret) {
        return switch (filter.keyAsString()) {
            case "name" -> secret.name().startsWith(value);
            case "tag-key" -> secret.tags().keySet().stream().anyMatch(k -> k.startsWith(value));
            case "tag-value" -> secret.tags().values().stream().anyMatch(v -> v.startsWith(value));
            case "owning-service" ->
                    secret.owningService().filter(service -> service.startsWith(value)).isPresent();
            case "description" -> words(secret.description()).anyMatch(begins(value));
            case "primary-region" -> false; // no secret is replicated
            default -> everywhere(secret).flatMap(SecretFilters::words).anyMatch(begins(value));
        };
    }

    private static Predicate<String> begins(String value) {
        String lower = value.toLowerCase(Locale.ROOT);
        return word -> word.startsWith(lower);
    }

    private static Stream<String> everywhere(Secret secret) {
        return Stream.of(
                        Stream.of(secret.name(), secret.description()),
                        Stream.concat(
                                secret.tags().keySet().stream(), secret.tags().values().stream()),
                        secret.owningService().stream())
                .flatMap(texts -> texts);
    }

    /** The text itself and, so that a filter can begin inside it, each of its words. */
    private static Stream<String> words(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return Stream.concat(Stream.of(lower), Arrays.stream(lower.split("[ /_+=.@-]+")));
    }
}
