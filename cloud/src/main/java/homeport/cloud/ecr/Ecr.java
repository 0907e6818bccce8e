package homeport.cloud.ecr;

import homeport.aws.Service;
import homeport.store.Store;
import java.util.Map;

/** ECR: its actions. Any thread. */
public final class Ecr {
    private final RepositoryStore repositories;

    public Ecr(Store store) {
        this.repositories = new RepositoryStore(store);
    }

    /** Its actions. */
    public Service service() {
        Service ecr = new Service("ecr");
        new Lifecycle(repositories).register(ecr);
        new Settings(repositories).register(ecr);
        new Images(repositories).register(ecr);
        new Tagging(repositories).register(ecr);
        return ecr;
    }

    /** A repository's tags by its ARN; empty when it is not there. */
    public Map<String, String> tags(String arn) {
        String[] parts = arn.split(":", 6);
        if (parts.length < 6) return Map.of();
        return repositories
                .find(parts[3], parts[5].replaceFirst("^repository/", ""))
                .map(Repository::tags)
                .orElse(Map.of());
    }
}
