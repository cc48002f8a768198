export interface MigrateJob { path: string }
export interface MigrateResult { path: string }
export async function migrateChart(job: MigrateJob): Promise<MigrateResult> { return job; }
