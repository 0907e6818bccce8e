package homeport.stack.type;

import homeport.stack.type.ec2.Networks;
import homeport.stack.type.iam.Identities;
import homeport.stack.type.messaging.Messaging;
import homeport.stack.type.monitoring.Monitoring;
import homeport.stack.type.rds.Databases;
import homeport.stack.type.secretsmanager.Secrets;
import homeport.stack.type.storage.Storage;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All types that there are. */
public final class ResourceTypes {
    private static final Map<String, Documented> ALL = all();

    private ResourceTypes() {}

    /** By name: {@code AWS::RDS::DBInstance}. */
    public static Map<String, Documented> types() {
        return ALL;
    }

    private static Map<String, Documented> all() {
        Map<String, Documented> all = new TreeMap<>();
        for (var types :
                List.of(
                        Records.types(),
                        Networks.types(),
                        Identities.types(),
                        Secrets.types(),
                        Databases.types(),
                        Messaging.types(),
                        Monitoring.types(),
                        Storage.types())) types.forEach(type -> all.put(type.name(), type));
        return Collections.unmodifiableMap(all);
    }
}
