package homeport.it;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The Python module of the document that started Homeport, as module {@code reference}. */
final class ReferenceModule {
    private ReferenceModule() {}

    /**
     * With the host names of what runs here in place of the document's; Homeport has no public
     * ones.
     */
    static void write(Path folder, String proxy, String replica) throws IOException {
        try (InputStream module = ReferenceModule.class.getResourceAsStream("reference.py")) {
            String written = new String(module.readAllBytes(), StandardCharsets.UTF_8);
            Files.writeString(
                    folder.resolve("reference.py"),
                    written.replace("my-proxy.proxy-abc123.us-east-1.rds.amazonaws.com", proxy)
                            .replace(
                                    "postgres-read-replica.abc123.us-east-1.rds.amazonaws.com",
                                    replica));
        }
    }
}
