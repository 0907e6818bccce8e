package homeport.server.site;

import homeport.aws.Credentials;
import homeport.aws.Front;
import homeport.aws.Service;
import homeport.aws.rest.RestFront;
import homeport.cloud.ecr.Ecr;
import homeport.cloud.s3.S3;
import homeport.cloud.secret.Sealer;
import homeport.cloud.ssm.Ssm;
import homeport.store.Store;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What deployment tools lean on: parameters, objects, repositories. */
final class ToolParts {
    private final Ssm parameters;
    private final S3 objects;
    private final Ecr repositories;

    /**
     * @param data the data folder
     * @param account twelve digits
     */
    ToolParts(Path data, Store store, Sealer sealer, String account) {
        parameters = new Ssm(store, sealer, account);
        objects = new S3(data.resolve("s3"));
        repositories = new Ecr(store);
    }

    /** The AWS services that work here. */
    List<Service> services() {
        return List.of(parameters.service(), objects.service().service(), repositories.service());
    }

    /** S3's own wire. */
    Front front(Credentials credentials, InstantSource clock, String account) {
        return new RestFront(objects.service(), credentials, clock, account);
    }

    /** Buckets and objects, for services that are pointed to one. */
    S3 objects() {
        return objects;
    }

    /** The policy of a bucket; empty for none. */
    Optional<String> policy(String arn) {
        return objects.policy(arn);
    }

    /** Empty for what has none, or is none of these. */
    Map<String, String> tags(String arn) {
        if (arn.startsWith("arn:aws:ssm:")) return parameters.tags(arn);
        return arn.startsWith("arn:aws:ecr:") ? repositories.tags(arn) : Map.of();
    }
}
