package homeport.control.catalog;

import java.util.function.ToLongFunction;

/**
 * One limit of the account in a region.
 *
 * @param name as DescribeAccountAttributes says it: {@code DBInstances}
 * @param used by region; zero for limits of one resource
 */
public record Quota(String name, long max, ToLongFunction<String> used) {
    /** A limit of one resource ({@code ReadReplicasPerMaster}): nothing of it is used up. */
    public static Quota each(String name, long max) {
        return new Quota(name, max, _ -> 0);
    }
}
