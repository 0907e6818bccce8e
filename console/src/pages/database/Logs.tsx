import { DescribeDBLogFilesCommand, DownloadDBLogFilePortionCommand } from '@aws-sdk/client-rds';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useEffect, useRef, useState } from 'react';
import { useClients } from '../../aws/clients';
import { allPages, useAsk } from '../../aws/useAsk';
import { bytes, moment, visible } from '../../parts/format';
import { Answer, Empty } from '../../parts/States';
import { useParameter } from '../../url/location';
import type { Estate } from './estate';

const LINES = 1000;

/** The newest lines of a server's log, followed as it is written. */
export function Logs({ of }: { of: Estate }) {
  const { rds } = useClients();
  const members = of.cluster ? (of.cluster.DBClusterMembers ?? []).map((one) => one.DBInstanceIdentifier!) : [of.id];
  const [member, setMember] = useParameter('member', members[0] ?? of.id);
  const [file, setFile] = useParameter('file', '');
  const files = useAsk(
    'logfiles/' + member,
    async () => {
      const found = await allPages(async (marker) => {
        const answer = await rds.send(new DescribeDBLogFilesCommand({ DBInstanceIdentifier: member, Marker: marker }));
        return { items: answer.DescribeDBLogFiles, next: answer.Marker };
      });
      return found.sort((a, b) => (b.LastWritten ?? 0) - (a.LastWritten ?? 0));
    },
    10_000,
  );
  const chosen = file || files.data?.[0]?.LogFileName || '';
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              {members.length > 1 && (
                <Select
                  selectedOption={{ value: member }}
                  onChange={({ detail }) => setMember(detail.selectedOption.value!)}
                  options={members.map((value) => ({ value }))}
                  ariaLabel="Member"
                />
              )}
              <Select
                selectedOption={chosen ? { value: chosen, label: chosen } : null}
                onChange={({ detail }) => setFile(detail.selectedOption.value!)}
                placeholder="No log file"
                options={(files.data ?? []).map((one) => ({
                  value: one.LogFileName!,
                  label: one.LogFileName!,
                  description: `${bytes(one.Size)}, ${moment(one.LastWritten ? new Date(one.LastWritten) : undefined)}`,
                }))}
                ariaLabel="Log file"
              />
            </SpaceBetween>
          }
        >
          PostgreSQL's log
        </Header>
      }
    >
      <Answer ask={files} what="the log files">
        {(all) => (all.length === 0 ? <Empty title="There is no log yet" /> : <Lines member={member} file={chosen} />)}
      </Answer>
    </Container>
  );
}

function Lines({ member, file }: { member: string; file: string }) {
  const { rds } = useClients();
  const [find, setFind] = useState('');
  const [follows, setFollows] = useState(true);
  const bottom = useRef<HTMLPreElement>(null);
  const ask = useAsk(
    `log/${member}/${file}`,
    async () => {
      const answer = await rds.send(
        new DownloadDBLogFilePortionCommand({ DBInstanceIdentifier: member, LogFileName: file, NumberOfLines: LINES }),
      );
      return answer.LogFileData ?? '';
    },
    follows ? 2000 : 0,
  );
  useEffect(() => {
    if (follows && bottom.current) bottom.current.scrollTop = bottom.current.scrollHeight;
  }, [ask.data, follows]);
  return (
    <SpaceBetween size="s">
      <SpaceBetween direction="horizontal" size="xs">
        <Input value={find} onChange={({ detail }) => setFind(detail.value)} placeholder="Only lines with …" ariaLabel="Only lines with" type="search" />
        <Button onClick={() => setFollows(!follows)} ariaLabel={follows ? 'Stop following' : 'Follow'}>
          {follows ? 'Stop' : 'Follow'}
        </Button>
      </SpaceBetween>
      <Answer ask={ask} what="the log">
        {(text) => {
          const lines = text.split('\n').filter((line) => find === '' || line.toLowerCase().includes(find.toLowerCase()));
          return (
            <div className="text">
              <pre ref={bottom} tabIndex={0} aria-label={`Log ${file}`} data-testid="log">
                {lines.map((line, nth) => (
                  <span key={nth} className={/\b(ERROR|FATAL|PANIC)\b/.test(line) ? 'log-bad' : /\bWARNING\b/.test(line) ? 'log-warn' : undefined}>
                    {visible(line) + '\n'}
                  </span>
                ))}
              </pre>
            </div>
          );
        }}
      </Answer>
    </SpaceBetween>
  );
}
