package homeport.cloud.ec2;

import homeport.aws.AwsException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Tag;

/**
 * What all Describe actions share: ids that must exist, filters, pages.
 *
 * @param idsName the request's list of ids, as errors name it: {@code vpcIds}
 * @param missing the refusal of an id that does not exist
 * @param fields by filter name, the values that a resource has for it
 */
record Query<T>(
        String idsName,
        Function<T, String> id,
        Function<String, AwsException> missing,
        Function<T, List<Tag>> tags,
        Map<String, Function<T, List<String>>> fields) {

    private static final int RESULTS_MIN = 5;
    private static final int RESULTS_MAX = 1000;

    /** One page, ordered by id. */
    record Page<T>(List<T> items, Optional<String> nextToken) {}

    /** The parts of a Describe request that page and narrow it; absent ones are empty. */
    record Asked(
            List<String> ids,
            List<Filter> filters,
            Optional<Integer> maxResults,
            Optional<String> nextToken) {

        /** From a request's members, of which the last two may be null as the SDK has it. */
        static Asked of(
                List<String> ids, List<Filter> filters, Integer maxResults, String nextToken) {
            return new Asked(
                    ids, filters, Optional.ofNullable(maxResults), Optional.ofNullable(nextToken));
        }
    }

    /** A field that a resource has once in each of its parts; a part without it has none. */
    static <T, P> Function<T, List<String>> each(
            Function<T, List<P>> parts, Function<P, String> value) {
        return one -> parts.apply(one).stream().map(value).filter(Objects::nonNull).toList();
    }

    Page<T> page(List<T> all, Asked asked) {
        if (asked.maxResults().isPresent() && !asked.ids().isEmpty())
            throw AwsException.invalidCombination(
                    "The parameter %s cannot be used with the parameter maxResults"
                            .formatted(idsName));
        asked.filters().forEach(filter -> field(filter.name()));
        var byId = byId(all, asked.ids());
        int size = asked.maxResults().map(Query::size).orElse(Integer.MAX_VALUE);
        String after = asked.nextToken().map(Query::decode).orElse("");
        var rest =
                byId.stream()
                        .filter(item -> matches(item, asked.filters()))
                        .filter(item -> id.apply(item).compareTo(after) > 0)
                        .sorted(Comparator.comparing(id))
                        .toList();
        if (rest.size() <= size) return new Page<>(rest, Optional.empty());
        var items = rest.subList(0, size);
        return new Page<>(items, Optional.of(encode(id.apply(items.getLast()))));
    }

    private List<T> byId(List<T> all, List<String> ids) {
        if (ids.isEmpty()) return all;
        var wanted = new HashSet<>(ids);
        var found = all.stream().filter(item -> wanted.contains(id.apply(item))).toList();
        found.forEach(item -> wanted.remove(id.apply(item)));
        for (String absent : ids) if (wanted.contains(absent)) throw missing.apply(absent);
        return found;
    }

    private boolean matches(T item, List<Filter> filters) {
        return filters.stream()
                .allMatch(filter ->
                        field(filter.name()).apply(item).stream()
                                .anyMatch(value -> like(value, filter.values())));
    }

    private Function<T, List<String>> field(String name) {
        if (name.equals("tag-key")) return item -> tags.apply(item).stream().map(Tag::key).toList();
        if (name.startsWith("tag:"))
            return item ->
                    tags.apply(item).stream()
                            .filter(tag -> tag.key().equals(name.substring(4)))
                            .map(Tag::value)
                            .toList();
        if (!fields.containsKey(name))
            throw AwsException.invalidValue("The filter '%s' is invalid".formatted(name));
        return fields.get(name);
    }

    private static boolean like(String value, List<String> patterns) {
        return patterns.stream().anyMatch(pattern -> Wildcard.matches(pattern, value));
    }

    private static int size(int maxResults) {
        if (maxResults < RESULTS_MIN)
            throw AwsException.invalidValue(
                    "Value ( %d ) for parameter maxResults is invalid. Expecting %d to %d."
                            .formatted(maxResults, RESULTS_MIN, RESULTS_MAX));
        return Math.min(maxResults, RESULTS_MAX);
    }

    private static String encode(String lastId) {
        byte[] bytes = lastId.getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String decode(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new AwsException("InvalidNextToken", "The specified token is not valid.");
        }
    }
}
