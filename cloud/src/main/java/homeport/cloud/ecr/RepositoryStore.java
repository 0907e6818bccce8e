package homeport.cloud.ecr;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.store.Op;
import homeport.store.Store;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.databind.json.JsonMapper;

/** Repositories in the store: {@code /ecr/<region>/repository/<name>}. */
final class RepositoryStore {
    private static final int COMMIT_TRIES_MAX = 64;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Store store;

    RepositoryStore(Store store) {
        this.store = store;
    }

    List<Repository> all(String region) {
        return store.list(key(region, "")).entries().stream()
                .map(entry -> JSON.readValue(entry.value(), Repository.class))
                .toList();
    }

    Optional<Repository> find(String region, String name) {
        return store.get(key(region, name))
                .map(entry -> JSON.readValue(entry.value(), Repository.class));
    }

    Repository required(Call call, String name) {
        return find(call.region(), name).orElseThrow(() -> absent(call, name));
    }

    static AwsException absent(Call call, String name) {
        return new AwsException(
                "RepositoryNotFoundException",
                "The repository with name '%s' does not exist in the registry with id '%s'"
                        .formatted(name, call.account()));
    }

    /**
     * @return false when there is one of that name
     */
    boolean create(String region, Repository fresh) {
        byte[] value = JSON.writeValueAsBytes(fresh);
        return store.commit(List.of(Op.create(key(region, fresh.name()), value))).isPresent();
    }

    Repository change(Call call, String name, UnaryOperator<Repository> change) {
        String key = key(call.region(), name);
        for (int attempt = 0; attempt < COMMIT_TRIES_MAX; attempt++) {
            var entry = store.get(key).orElseThrow(() -> absent(call, name));
            Repository after = change.apply(JSON.readValue(entry.value(), Repository.class));
            byte[] value = JSON.writeValueAsBytes(after);
            if (store.commit(List.of(Op.replace(key, value, entry.revision()))).isPresent())
                return after;
        }
        throw new AwsException(
                "ServerException",
                "%d changes were overtaken by others; try again.".formatted(COMMIT_TRIES_MAX));
    }

    void delete(String region, String name) {
        store.commit(List.of(Op.delete(key(region, name))));
    }

    private static String key(String region, String name) {
        return "/ecr/" + region + "/repository/" + name;
    }
}
