package homeport.stack.type;

import java.util.Map;

/**
 * Where a resource stands: what a type may build names from and find its own work by.
 *
 * @param stackId the stack's ARN
 * @param token the same for every attempt at this one operation on this one resource, 32 characters
 *     of {@code [0-9a-z]}; for client tokens and generated names
 * @param tags of the stack, for every resource that can have some; {@code aws:cloudformation:*}
 *     among them
 */
public record Place(
        String region,
        String account,
        String stackId,
        String stackName,
        String logicalId,
        String token,
        Map<String, String> tags) {
    /**
     * A name as CloudFormation makes them: stack, logical id and the token's beginning, in upper
     * case; shortened from the left parts, never in the token.
     *
     * @param max characters that the service allows, 20 at the least
     */
    public String name(int max) {
        String end = "-" + token.substring(0, 12).toUpperCase(java.util.Locale.ROOT);
        String start = stackName + "-" + logicalId;
        int room = max - end.length();
        if (start.length() > room) {
            int half = (room - 1) / 2;
            String first = stackName.substring(0, Math.min(stackName.length(), half));
            int rest = room - 1 - first.length();
            start = first + "-" + logicalId.substring(0, Math.min(logicalId.length(), rest));
        }
        return start + end;
    }
}
