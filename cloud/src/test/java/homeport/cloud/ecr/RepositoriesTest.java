package homeport.cloud.ecr;

import static homeport.cloud.Caller.refused;
import static org.assertj.core.api.Assertions.assertThat;

import homeport.cloud.Caller;
import homeport.store.MemoryStore;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecr.model.CreateRepositoryRequest;
import software.amazon.awssdk.services.ecr.model.CreateRepositoryResponse;
import software.amazon.awssdk.services.ecr.model.DeleteRepositoryRequest;
import software.amazon.awssdk.services.ecr.model.DeleteRepositoryResponse;
import software.amazon.awssdk.services.ecr.model.DescribeImagesRequest;
import software.amazon.awssdk.services.ecr.model.DescribeImagesResponse;
import software.amazon.awssdk.services.ecr.model.DescribeRepositoriesRequest;
import software.amazon.awssdk.services.ecr.model.DescribeRepositoriesResponse;
import software.amazon.awssdk.services.ecr.model.GetRepositoryPolicyRequest;
import software.amazon.awssdk.services.ecr.model.GetRepositoryPolicyResponse;
import software.amazon.awssdk.services.ecr.model.ImageTagMutability;
import software.amazon.awssdk.services.ecr.model.SetRepositoryPolicyRequest;
import software.amazon.awssdk.services.ecr.model.SetRepositoryPolicyResponse;

/** Repositories as the CDK's bootstrap makes them. */
final class RepositoriesTest {
    private final Caller ecr = new Caller(new Ecr(new MemoryStore()).service());

    @Test
    void aRepositoryIsKeptAsItWasAskedFor() {
        CreateRepositoryResponse made =
                ecr.call(
                        CreateRepositoryResponse.class,
                        CreateRepositoryRequest.builder()
                                .repositoryName("team/app")
                                .imageTagMutability(ImageTagMutability.IMMUTABLE)
                                .build());
        assertThat(made.repository().repositoryArn())
                .isEqualTo("arn:aws:ecr:us-east-1:000000000000:repository/team/app");
        assertThat(made.repository().imageTagMutability()).isEqualTo(ImageTagMutability.IMMUTABLE);
        refused("RepositoryAlreadyExistsException", "team/app", () -> create("team/app"));
        DescribeImagesResponse images =
                ecr.call(
                        DescribeImagesResponse.class,
                        DescribeImagesRequest.builder().repositoryName("team/app").build());
        assertThat(images.imageDetails()).isEmpty();
        ecr.call(
                DeleteRepositoryResponse.class,
                DeleteRepositoryRequest.builder().repositoryName("team/app").build());
        refused("RepositoryNotFoundException", "'team/app'", () -> describe("team/app"));
    }

    @Test
    void repositoriesAreListedInPages() {
        for (String name : List.of("ca", "aa", "ba")) create(name);
        DescribeRepositoriesResponse first =
                ecr.call(
                        DescribeRepositoriesResponse.class,
                        DescribeRepositoriesRequest.builder().maxResults(2).build());
        assertThat(first.repositories())
                .extracting(r -> r.repositoryName())
                .containsExactly("aa", "ba");
        DescribeRepositoriesResponse second =
                ecr.call(
                        DescribeRepositoriesResponse.class,
                        DescribeRepositoriesRequest.builder().nextToken(first.nextToken()).build());
        assertThat(second.repositories()).extracting(r -> r.repositoryName()).containsExactly("ca");
        assertThat(second.nextToken()).isNull();
    }

    @Test
    void aPolicyOfARepositoryNamesNoResource() {
        create("app");
        refused("RepositoryPolicyNotFoundException", "'app'", this::policy);
        String document =
                """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
                "Principal": {"Service": "lambda.amazonaws.com"}, "Action": ["ecr:BatchGetImage"]}]}\
                """;
        set(document);
        assertThat(policy()).isEqualTo(document);
        refused("InvalidParameterException", "policy", () -> set("{\"Statement\": 1}"));
    }

    private void set(String document) {
        ecr.call(
                SetRepositoryPolicyResponse.class,
                SetRepositoryPolicyRequest.builder()
                        .repositoryName("app")
                        .policyText(document)
                        .build());
    }

    private String policy() {
        return ecr.call(
                        GetRepositoryPolicyResponse.class,
                        GetRepositoryPolicyRequest.builder().repositoryName("app").build())
                .policyText();
    }

    private void create(String name) {
        ecr.call(
                CreateRepositoryResponse.class,
                CreateRepositoryRequest.builder().repositoryName(name).build());
    }

    private void describe(String name) {
        ecr.call(
                DescribeRepositoriesResponse.class,
                DescribeRepositoriesRequest.builder().repositoryNames(name).build());
    }
}
