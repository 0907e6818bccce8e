package homeport.it;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The Python module of the document that started Homeport, as module {@code reference}. */
final class ReferenceModule {
    /** What stands in it. */
    static final String PROXY_HOST = "my-proxy.proxy-abc123.us-east-1.rds.amazonaws.com";

    static final String REPLICA_HOST = "postgres-read-replica.abc123.us-east-1.rds.amazonaws.com";
    static final String REPLICA = "my-postgres-replica";
    static final String RESOURCE_ID = "db-ABCDEF1234567890";

    private ReferenceModule() {}

    /**
     * @param names of what runs here, by those that stand in it; Homeport has no public host names
     */
    static void write(Path folder, Map<String, String> names) throws IOException {
        try (InputStream module = ReferenceModule.class.getResourceAsStream("reference.py")) {
            String written = new String(module.readAllBytes(), StandardCharsets.UTF_8);
            for (Map.Entry<String, String> name : names.entrySet())
                written = written.replace(name.getKey(), name.getValue());
            Files.writeString(folder.resolve("reference.py"), written);
        }
    }
}
