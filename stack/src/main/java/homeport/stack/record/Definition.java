package homeport.stack.record;

import homeport.stack.template.Parameters;
import java.util.List;
import java.util.Map;

/**
 * What a stack is to be: one is in force, and while an operation runs another is wanted.
 *
 * @param text the template as it was given
 * @param capabilities that were acknowledged
 */
public record Definition(
        String text,
        Map<String, Parameters.Value> parameters,
        Map<String, String> tags,
        List<String> capabilities,
        List<String> notificationArns) {
    public Definition {
        parameters = Map.copyOf(parameters);
        tags = Map.copyOf(tags);
        capabilities = List.copyOf(capabilities);
        notificationArns = List.copyOf(notificationArns);
    }
}
