package homeport.aws.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** boto3 as Debian packages it: each script asserts by itself, in the words of its users. */
class Boto3IT {
    private static final String PYTHON = "/usr/bin/python3";
    private static final String CLIENT =
            """
            import boto3, os, urllib.request
            from datetime import datetime, timezone
            from botocore.exceptions import ClientError, WaiterError
            def client(name):
                return boto3.client(name, endpoint_url=os.environ['ENDPOINT'])
            def refused(call, code, status, *words, **arguments):
                try:
                    call(**arguments)
                except ClientError as e:
                    told = e.response
                    assert told['Error']['Code'] == code, told
                    assert told['ResponseMetadata']['HTTPStatusCode'] == status, told
                    assert len(told['ResponseMetadata']['RequestId']) == 36, told
                    for word in words:
                        assert word in told['Error']['Message'], told
                    return
                raise AssertionError('not refused: ' + code)
            """;

    @TempDir private Path folder;
    private final LiveServer server = LiveServer.with(new Instances());

    @BeforeAll
    static void isInstalled() throws Exception {
        Program.require(
                "install boto3 (Debian: the package python3-boto3)", PYTHON, "-c", "import boto3");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void python(String script) throws Exception {
        List<String> command = List.of(PYTHON, "-c", CLIENT + script);
        Program ended = Program.run(server, folder, command, LiveServer.KEY, "");
        assertThat(ended.exit()).as(ended.output()).isZero();
    }

    @Test
    void queryAndEc2() throws Exception {
        python(
                """
                rds = client('rds')
                for i in range(5):
                    made = rds.create_db_instance(
                        DBInstanceIdentifier='db-%d' % i, DBInstanceClass='db.t3.micro',
                        Engine='postgres', AllocatedStorage=20, VpcSecurityGroupIds=[],
                        Tags=[{'Key': 'k', 'Value': 'é 😀+&=%'}])['DBInstance']
                assert made['TagList'] == [{'Key': 'k', 'Value': 'é 😀+&=%'}], made
                assert made['InstanceCreateTime'] == datetime(
                    2026, 11, 24, 10, 20, 30, 456000, tzinfo=timezone.utc), made
                assert made['VpcSecurityGroups'] == [], made
                pages = rds.get_paginator('describe_db_instances').paginate()
                names = [i['DBInstanceIdentifier'] for p in pages for i in p['DBInstances']]
                assert names == ['db-0', 'db-1', 'db-2', 'db-3', 'db-4'], names
                quick = {'Delay': 0, 'MaxAttempts': 3}
                rds.get_waiter('db_instance_available').wait(
                    DBInstanceIdentifier='db-0', WaiterConfig=quick)
                rds.get_waiter('db_instance_deleted').wait(
                    DBInstanceIdentifier='none', WaiterConfig=quick)
                try:
                    rds.describe_db_instances(DBInstanceIdentifier='none')
                    raise AssertionError('found')
                except rds.exceptions.DBInstanceNotFoundFault as e:
                    assert e.response['Error']['Code'] == 'DBInstanceNotFound'
                refused(rds.describe_db_clusters, 'UnsupportedOperation', 400)
                rds.add_tags_to_resource(ResourceName='db-1', Tags=[{'Key': 'a'}])
                assert rds.list_tags_for_resource(ResourceName='x')['TagList'] == [{'Key': 'a'}]
                url = rds.generate_presigned_url(
                    'describe_db_instances', ExpiresIn=60, HttpMethod='GET')
                assert b'<DBInstanceIdentifier>db-0<' in urllib.request.urlopen(url).read()

                ec2 = client('ec2')
                assert ec2.describe_vpcs()['Vpcs'][0]['IsDefault'] is True
                filters = [{'Name': 'tag:a', 'Values': ['x', 'none']}]
                assert ec2.describe_vpcs(Filters=filters)['Vpcs'] == []
                ec2.create_tags(Resources=['vpc-1'], Tags=[{'Key': 'k', 'Value': 'v'}])
                refused(ec2.describe_vpcs, 'InvalidVpcID.NotFound', 400, VpcIds=['vpc-0'])
                assert client('sts').get_caller_identity()['Account'] == '123456789012'
                """);
    }

    @Test
    void jsonMetricsAndTopics() throws Exception {
        python(
                """
                secrets = client('secretsmanager')
                for name in 'abc':
                    secrets.create_secret(Name=name, SecretBinary=b'\\x00\\xff')
                assert secrets.get_secret_value(SecretId='a')['SecretBinary'] == b'\\x00\\xff'
                pages = secrets.get_paginator('list_secrets').paginate()
                assert [s['Name'] for p in pages for s in p['SecretList']] == ['a', 'b', 'c']
                try:
                    secrets.get_secret_value(SecretId='none')
                    raise AssertionError('found')
                except secrets.exceptions.ResourceNotFoundException:
                    pass
                refused(secrets.create_secret, 'InvalidParameterException', 400,
                    'addReplicaRegions', "'!'", 'must match the pattern',
                    Name='a', ClientRequestToken='!' * 32, AddReplicaRegions=[{'Region': '!'}])

                metrics = client('cloudwatch')
                when = datetime(2026, 11, 24, 0, 0, 0, 250000, tzinfo=timezone.utc)
                metrics.put_metric_data(Namespace='N', MetricData=[
                    {'MetricName': 'm', 'Value': 1.5, 'Timestamp': when}])
                found = metrics.get_metric_data(StartTime=when, EndTime=when, MetricDataQueries=[
                    {'Id': 'q', 'MetricStat': {'Period': 60, 'Stat': 'Average',
                                               'Metric': {'MetricName': 'm'}}}])
                assert found['MetricDataResults'][0]['Values'] == [1.5], found
                assert found['MetricDataResults'][0]['Timestamps'] == [when], found

                topics = client('sns')
                assert topics.get_topic_attributes(TopicArn='t')['Attributes'] == {
                    'TopicArn': 't', 'DisplayName': 'a<b>&"c"\\r\\n'}
                assert topics.publish(TopicArn='t', Message='m', MessageAttributes={
                    'a': {'DataType': 'String', 'StringValue': '1'}})['MessageId'] == '[a=1]'
                refused(topics.publish, 'NotFound', 404, TopicArn='x:missing', Message='m')
                """);
    }
}
