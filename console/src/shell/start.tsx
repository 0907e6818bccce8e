import '@cloudscape-design/global-styles/index.css';
import 'uplot/dist/uPlot.min.css';
import '../console.css';
import { applyMode } from '@cloudscape-design/global-styles';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { savedMode } from './theme';

export function start(): void {
  applyMode(savedMode());
  createRoot(document.getElementById('console')!).render(<App />);
}
