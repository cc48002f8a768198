// A second file of the faulty package: errors name its lines.
export interface Port {
  name: string;
  number?: { value: number };
}

export const portOf = (port: Port): number => {
  return port.number!.value;
};
