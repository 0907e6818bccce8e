import { AddTagsToResourceCommand, ListTagsForResourceCommand, RemoveTagsFromResourceCommand } from '@aws-sdk/client-rds';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useState } from 'react';
import { useClients } from '../../aws/clients';
import { failureOf, type Failure } from '../../aws/failure';
import { useAsk } from '../../aws/useAsk';
import { visible } from '../../parts/format';
import { Answer, Empty, Failed } from '../../parts/States';

export function Tags({ arn }: { arn: string }) {
  const { rds } = useClients();
  const ask = useAsk('tags/' + arn, () => rds.send(new ListTagsForResourceCommand({ ResourceName: arn })));
  const [name, setName] = useState('');
  const [value, setValue] = useState('');
  const [failure, setFailure] = useState<Failure>();
  const change = async (send: () => Promise<unknown>) => {
    setFailure(undefined);
    try {
      await send();
      setName('');
      setValue('');
      ask.retry();
    } catch (thrown) {
      setFailure(failureOf(thrown));
    }
  };
  return (
    <SpaceBetween size="s">
      {failure && <Failed failure={failure} />}
      <Answer ask={ask} what="tags">
        {(told) => (
          <Table
            items={told.TagList ?? []}
            ariaLabels={{ tableLabel: 'Tags' }}
            header={<Header variant="h2">Tags</Header>}
            empty={<Empty title="No tags">Policies and filters can name them.</Empty>}
            columnDefinitions={[
              { id: 'name', header: 'Key', isRowHeader: true, cell: (one) => visible(one.Key ?? '') },
              { id: 'value', header: 'Value', cell: (one) => visible(one.Value ?? '') },
              {
                id: 'remove',
                header: '',
                cell: (one) => (
                  <Button
                    variant="inline-link"
                    ariaLabel={`Remove the tag ${one.Key}`}
                    onClick={() => change(() => rds.send(new RemoveTagsFromResourceCommand({ ResourceName: arn, TagKeys: [one.Key!] })))}
                  >
                    Remove
                  </Button>
                ),
              },
            ]}
            footer={
              <SpaceBetween direction="horizontal" size="xs">
                <Input value={name} onChange={({ detail }) => setName(detail.value)} placeholder="Key" ariaLabel="Key of a new tag" />
                <Input value={value} onChange={({ detail }) => setValue(detail.value)} placeholder="Value" ariaLabel="Value of a new tag" />
                <Button
                  disabled={name === ''}
                  onClick={() => change(() => rds.send(new AddTagsToResourceCommand({ ResourceName: arn, Tags: [{ Key: name, Value: value }] })))}
                >
                  Add tag
                </Button>
              </SpaceBetween>
            }
          />
        )}
      </Answer>
    </SpaceBetween>
  );
}
