package homeport.control.testkit;

import homeport.control.instance.ManagedSecrets;
import java.util.Map;
import java.util.TreeMap;

/** Secrets in a map, by ARN. */
public final class MemorySecrets implements ManagedSecrets {
    private final Map<String, String> byArn = new TreeMap<>();

    @Override
    public synchronized String create(String region, String name, String json) {
        String arn =
                "arn:aws:secretsmanager:%s:%s:secret:%s-AbCdEf"
                        .formatted(region, Calls.ACCOUNT, name);
        byArn.put(arn, json);
        return arn;
    }

    @Override
    public synchronized void put(String arn, String json) {
        if (byArn.replace(arn, json) == null) throw new IllegalStateException("no secret " + arn);
    }

    @Override
    public synchronized void delete(String arn) {
        byArn.remove(arn);
    }

    public synchronized Map<String, String> all() {
        return Map.copyOf(byArn);
    }
}
