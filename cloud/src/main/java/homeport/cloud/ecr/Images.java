package homeport.cloud.ecr;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.aws.Service;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import software.amazon.awssdk.services.ecr.model.AuthorizationData;
import software.amazon.awssdk.services.ecr.model.BatchGetImageRequest;
import software.amazon.awssdk.services.ecr.model.BatchGetImageResponse;
import software.amazon.awssdk.services.ecr.model.DescribeImagesRequest;
import software.amazon.awssdk.services.ecr.model.DescribeImagesResponse;
import software.amazon.awssdk.services.ecr.model.GetAuthorizationTokenRequest;
import software.amazon.awssdk.services.ecr.model.GetAuthorizationTokenResponse;
import software.amazon.awssdk.services.ecr.model.ImageFailure;
import software.amazon.awssdk.services.ecr.model.ListImagesRequest;
import software.amazon.awssdk.services.ecr.model.ListImagesResponse;

/** Questions after images: there are none, in any repository. */
final class Images {
    private static final Duration TOKEN_LIFE = Duration.ofHours(12);
    private static final int TOKEN_BYTES = 32;

    private final RepositoryStore repositories;
    private final SecureRandom random = new SecureRandom();

    Images(RepositoryStore repositories) {
        this.repositories = repositories;
    }

    void register(Service ecr) {
        ecr.on("DescribeImages", DescribeImagesRequest::builder, this::describe)
                .on("ListImages", ListImagesRequest::builder, this::list)
                .on("BatchGetImage", BatchGetImageRequest::builder, this::get)
                .on("GetAuthorizationToken", GetAuthorizationTokenRequest::builder, this::token);
    }

    private DescribeImagesResponse describe(Call call, DescribeImagesRequest asked) {
        repositories.required(call, asked.repositoryName());
        if (asked.hasImageIds() && !asked.imageIds().isEmpty())
            throw new AwsException(
                    "ImageNotFoundException",
                    "The image with imageId {imageDigest:'%s', imageTag:'%s'} does not exist within the repository with name '%s' in the registry with id '%s'"
                            .formatted(
                                    asked.imageIds().getFirst().imageDigest(),
                                    asked.imageIds().getFirst().imageTag(),
                                    asked.repositoryName(),
                                    call.account()));
        return DescribeImagesResponse.builder().imageDetails(List.of()).build();
    }

    private ListImagesResponse list(Call call, ListImagesRequest asked) {
        repositories.required(call, asked.repositoryName());
        return ListImagesResponse.builder().imageIds(List.of()).build();
    }

    private BatchGetImageResponse get(Call call, BatchGetImageRequest asked) {
        repositories.required(call, asked.repositoryName());
        return BatchGetImageResponse.builder()
                .images(List.of())
                .failures(
                        asked.imageIds().stream()
                                .map(id ->
                                        ImageFailure.builder()
                                                .imageId(id)
                                                .failureCode("ImageNotFound")
                                                .failureReason("Requested image not found")
                                                .build())
                                .toList())
                .build();
    }

    /** In AWS's form; there is no registry that would take it. */
    private GetAuthorizationTokenResponse token(Call call, GetAuthorizationTokenRequest asked) {
        byte[] secret = new byte[TOKEN_BYTES];
        random.nextBytes(secret);
        String plain = "AWS:" + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        String token = Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
        return GetAuthorizationTokenResponse.builder()
                .authorizationData(
                        List.of(
                                AuthorizationData.builder()
                                        .authorizationToken(token)
                                        .expiresAt(call.now().plus(TOKEN_LIFE))
                                        .proxyEndpoint("https://" + Lifecycle.host(call))
                                        .build()))
                .build();
    }
}
