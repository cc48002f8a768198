// The program of a worker process.

import { serve } from './worker';

serve();
