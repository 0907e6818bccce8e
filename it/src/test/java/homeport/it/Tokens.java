package homeport.it;

import homeport.server.data.RootKey;
import homeport.server.stage.Stage;
import java.io.IOException;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.rds.RdsUtilities;

/** Database tokens of the AWS SDK for Java, signed by the account's root. */
final class Tokens {
    private Tokens() {}

    static String of(Stage stage, String host, int port, String user) throws IOException {
        RootKey key = stage.key();
        return RdsUtilities.builder()
                .region(Region.US_EAST_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(
                                AwsBasicCredentials.create(
                                        key.accessKeyId(), key.secretAccessKey())))
                .build()
                .generateAuthenticationToken(r -> r.hostname(host).port(port).username(user));
    }
}
