package homeport.cloud.ecr;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.aws.Service;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.ecr.model.CreateRepositoryRequest;
import software.amazon.awssdk.services.ecr.model.CreateRepositoryResponse;
import software.amazon.awssdk.services.ecr.model.DeleteRepositoryRequest;
import software.amazon.awssdk.services.ecr.model.DeleteRepositoryResponse;
import software.amazon.awssdk.services.ecr.model.DescribeRepositoriesRequest;
import software.amazon.awssdk.services.ecr.model.DescribeRepositoriesResponse;

/** Repositories are made, shown and deleted. */
final class Lifecycle {
    private static final int PAGE_DEFAULT = 100;

    /** Of one region; AWS allows a hundred thousand. */
    private static final int REPOSITORIES_MAX = 10_000;

    /** The store's keys are shorter than the names that AWS allows. */
    private static final int NAME_CHARS_MAX = 256;

    private final RepositoryStore repositories;

    Lifecycle(RepositoryStore repositories) {
        this.repositories = repositories;
    }

    void register(Service ecr) {
        ecr.on("CreateRepository", CreateRepositoryRequest::builder, this::create)
                .on("DescribeRepositories", DescribeRepositoriesRequest::builder, this::describe)
                .on("DeleteRepository", DeleteRepositoryRequest::builder, this::delete);
    }

    private CreateRepositoryResponse create(Call call, CreateRepositoryRequest asked) {
        checkRegistry(call, asked.registryId());
        if (asked.repositoryName().length() > NAME_CHARS_MAX)
            throw invalid(
                    "The repository name has %d characters, allowed 2 to %d."
                            .formatted(asked.repositoryName().length(), NAME_CHARS_MAX));
        if (asked.hasImageTagMutabilityExclusionFilters())
            throw invalid("Homeport does not support exclusions from tag mutability.");
        if (repositories.all(call.region()).size() >= REPOSITORIES_MAX)
            throw new AwsException(
                    "LimitExceededException",
                    "The registry has %d repositories, as many as there may be."
                            .formatted(REPOSITORIES_MAX));
        Repository fresh = fresh(call, asked);
        if (!repositories.create(call.region(), fresh))
            throw new AwsException(
                    "RepositoryAlreadyExistsException",
                    "The repository with name '%s' already exists in the registry with id '%s'"
                            .formatted(fresh.name(), call.account()));
        return CreateRepositoryResponse.builder().repository(shown(call, fresh)).build();
    }

    private static Repository fresh(Call call, CreateRepositoryRequest asked) {
        boolean scan =
                asked.imageScanningConfiguration() != null
                        && Boolean.TRUE.equals(asked.imageScanningConfiguration().scanOnPush());
        var encryption = Optional.ofNullable(asked.encryptionConfiguration());
        return new Repository(
                asked.repositoryName(),
                call.now().truncatedTo(ChronoUnit.MILLIS),
                mutability(asked.imageTagMutabilityAsString()),
                scan,
                encryption.map(one -> one.encryptionTypeAsString()).orElse("AES256"),
                encryption.map(one -> one.kmsKey()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Tagging.added(Map.of(), asked.tags()));
    }

    static String mutability(String asked) {
        String wanted = asked == null ? "MUTABLE" : asked;
        if (!List.of("MUTABLE", "IMMUTABLE").contains(wanted))
            throw invalid(
                    "The tag mutability is %s, allowed here: MUTABLE, IMMUTABLE."
                            .formatted(wanted));
        return wanted;
    }

    private DescribeRepositoriesResponse describe(Call call, DescribeRepositoriesRequest asked) {
        checkRegistry(call, asked.registryId());
        if (asked.hasRepositoryNames() && !asked.repositoryNames().isEmpty())
            return DescribeRepositoriesResponse.builder()
                    .repositories(
                            asked.repositoryNames().stream()
                                    .map(name -> shown(call, repositories.required(call, name)))
                                    .toList())
                    .build();
        String after = Optional.ofNullable(asked.nextToken()).orElse("");
        int max = Optional.ofNullable(asked.maxResults()).orElse(PAGE_DEFAULT);
        List<Repository> all =
                repositories.all(call.region()).stream()
                        .filter(one -> one.name().compareTo(after) > 0)
                        .toList();
        List<Repository> page = all.subList(0, Math.min(max, all.size()));
        return DescribeRepositoriesResponse.builder()
                .repositories(page.stream().map(one -> shown(call, one)).toList())
                .nextToken(page.size() < all.size() ? page.getLast().name() : null)
                .build();
    }

    private DeleteRepositoryResponse delete(Call call, DeleteRepositoryRequest asked) {
        checkRegistry(call, asked.registryId());
        Repository old = repositories.required(call, asked.repositoryName());
        repositories.delete(call.region(), old.name());
        return DeleteRepositoryResponse.builder().repository(shown(call, old)).build();
    }

    static software.amazon.awssdk.services.ecr.model.Repository shown(Call call, Repository one) {
        return software.amazon.awssdk.services.ecr.model.Repository.builder()
                .repositoryArn(call.arn("ecr", "repository/" + one.name()))
                .registryId(call.account())
                .repositoryName(one.name())
                .repositoryUri(host(call) + "/" + one.name())
                .createdAt(one.created())
                .imageTagMutability(one.mutability())
                .imageScanningConfiguration(scan -> scan.scanOnPush(one.scanOnPush()))
                .encryptionConfiguration(
                        e -> e.encryptionType(one.encryption()).kmsKey(one.kmsKey().orElse(null)))
                .build();
    }

    /** Where AWS would have the registry; nothing answers there for this account. */
    static String host(Call call) {
        return "%s.dkr.ecr.%s.amazonaws.com".formatted(call.account(), call.region());
    }

    static void checkRegistry(Call call, String registry) {
        if (registry != null && !registry.equals(call.account()))
            throw invalid(
                    "The registry is %s, allowed here: %s.".formatted(registry, call.account()));
    }

    static AwsException invalid(String message) {
        return new AwsException("InvalidParameterException", message);
    }
}
