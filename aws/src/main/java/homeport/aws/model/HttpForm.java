package homeport.aws.model;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How an action is asked for, and answered, on the REST wire. Written {@code PUT /{Key+}?acl 204
 * Root}: the last two may be missing.
 *
 * @param key it is about an object: its path has more than the bucket
 * @param literals what the query must hold, {@code name} or {@code name=value}
 * @param status of success
 * @param root the element around the members of an answer
 */
public record HttpForm(
        String method, boolean key, List<String> literals, int status, Optional<String> root) {
    static HttpForm parse(String text) {
        String[] parts = text.split(" ");
        int question = parts[1].indexOf('?');
        String path = question < 0 ? parts[1] : parts[1].substring(0, question);
        List<String> literals =
                question < 0
                        ? List.of()
                        : Arrays.asList(parts[1].substring(question + 1).split("&"));
        return new HttpForm(
                parts[0],
                path.contains("{Key+}"),
                literals,
                parts.length > 2 ? Integer.parseInt(parts[2]) : 200,
                parts.length > 3 ? Optional.of(parts[3]) : Optional.empty());
    }
}
