package homeport.stack.type.storage;

import homeport.stack.type.Ask;
import homeport.stack.type.Change;
import homeport.stack.type.Declaration;
import homeport.stack.type.Documented;
import homeport.stack.type.TagForm;
import homeport.stack.type.Told;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Buckets, parameters and repositories. */
public final class Storage {
    private static final String SSM = "ssm";
    private static final String ECR = "ecr";
    private static final int PARAMETER_NAME_MAX = 128;
    private static final int REPOSITORY_NAME_MAX = 256;

    private static final List<String> PARAMETER =
            List.of(
                    "AllowedPattern",
                    "DataType",
                    "Description",
                    "Policies",
                    "Tier",
                    "Type",
                    "Value");

    private Storage() {}

    public static List<Documented> types() {
        List<Documented> all = new ArrayList<>(Buckets.types());
        all.add(parameter());
        all.add(repository());
        return all;
    }

    private static Documented parameter() {
        return Declaration.type("AWS::SSM::Parameter", SSM)
                .named("Name", PARAMETER_NAME_MAX)
                .update(PARAMETER.toArray(String[]::new))
                .tagged(TagForm.parameters())
                .createdBy("PutParameter")
                .seenBy("GetParameter", "Name", "/Parameter")
                .settle(change -> {
                    if (change.fresh() || !change.changed(PARAMETER)) return;
                    Ask.from(change.wanted(), PARAMETER)
                            .and("Name", change.id())
                            .and("Overwrite", true)
                            .of(change.api(), SSM, "PutParameter");
                })
                .deletedBy("DeleteParameter")
                .refers("the parameter's name")
                .attribute("Type", "/Type")
                .attribute("Value", "/Value")
                .build();
    }

    private static Documented repository() {
        return Declaration.type("AWS::ECR::Repository", ECR)
                .named("RepositoryName", "repositoryName", REPOSITORY_NAME_MAX, true)
                .replace("EncryptionConfiguration")
                .update(
                        "EmptyOnDelete",
                        "ImageScanningConfiguration",
                        "ImageTagMutability",
                        "LifecyclePolicy",
                        "RepositoryPolicyText")
                .apart(
                        "EmptyOnDelete",
                        "EncryptionConfiguration",
                        "ImageScanningConfiguration",
                        "LifecyclePolicy",
                        "RepositoryPolicyText")
                .as("ImageTagMutability", "imageTagMutability")
                .tagged(TagForm.repositories("/repositoryArn"))
                .createdBy("CreateRepository")
                .createdWith((api, place, properties, ask) -> {
                    JsonNode how = properties.path("EncryptionConfiguration");
                    if (how.isObject())
                        ask.and(
                                "encryptionConfiguration",
                                Ask.nothing()
                                        .take((ObjectNode) how, "EncryptionType", "encryptionType")
                                        .take((ObjectNode) how, "KmsKey", "kmsKey"));
                })
                .seenInListBy("DescribeRepositories", "repositoryNames", "/repositories/0")
                .settle(Storage::settleRepository)
                .deletedBy("DeleteRepository")
                .deletedWith(
                        (api, made, ask) -> ask.take(made.properties(), "EmptyOnDelete", "force"))
                .refers("the repository's name")
                .attribute("Arn", "/repositoryArn")
                .attribute("RepositoryUri", "/repositoryUri")
                .build();
    }

    private static void settleRepository(Change change) {
        if (change.changed("ImageScanningConfiguration")) {
            JsonNode how = change.wanted("ImageScanningConfiguration");
            Ask scanning = Ask.with("scanOnPush", how.path("ScanOnPush").asString("false"));
            repository(change)
                    .and("imageScanningConfiguration", scanning)
                    .of(change.api(), ECR, "PutImageScanningConfiguration");
        }
        if (!change.fresh() && change.changed("ImageTagMutability"))
            repository(change)
                    .and(
                            "imageTagMutability",
                            change.wanted("ImageTagMutability").asString("MUTABLE"))
                    .of(change.api(), ECR, "PutImageTagMutability");
        if (change.changed("LifecyclePolicy")) {
            JsonNode text = change.wanted("LifecyclePolicy").path("LifecyclePolicyText");
            policy(change, text, "lifecyclePolicyText", "PutLifecyclePolicy", "LifecyclePolicy");
        }
        if (change.changed("RepositoryPolicyText")) {
            JsonNode text = change.wanted("RepositoryPolicyText");
            policy(change, text, "policyText", "SetRepositoryPolicy", "RepositoryPolicy");
        }
    }

    private static Ask repository(Change change) {
        return Ask.with("repositoryName", change.id());
    }

    private static void policy(
            Change change, JsonNode text, String member, String put, String what) {
        if (text.isMissingNode())
            Told.remove(() -> repository(change).of(change.api(), ECR, "Delete" + what));
        else repository(change).and(member, Ask.text(text)).of(change.api(), ECR, put);
    }
}
