import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { HealthCheck, HealthCheckService, HealthIndicatorService } from '@nestjs/terminus';
import { ChatHealth } from '../chat/chat-health.js';

/** What a load balancer asks. */
@ApiTags('operation')
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly chat: ChatHealth,
  ) {}

  /**
   * 200 as long as the process answers: a 503 here asks for a restart, and nothing needs one. Terminus
   * would say 503 while the server drains.
   */
  @Get('live')
  @ApiOperation({ summary: 'Does the process answer?' })
  @ApiOkResponse({ description: 'It does' })
  live() {
    return { status: 'ok' };
  }

  /**
   * 200 when new connections are welcome; 503 while draining or without a database. In a cluster
   * `details.cluster.state` says `degraded` while Redis is away: the node serves its own sockets.
   */
  @Get('ready')
  @ApiOperation({ summary: 'Are new connections welcome? 503: draining, or without a database' })
  @HealthCheck()
  ready() {
    return this.health.check([
      () => this.chatReadiness(),
      ...(this.chat.clusterState === 'single' ? [] : [() => this.clusterReadiness()]),
    ]);
  }

  private async chatReadiness() {
    const indicator = this.indicators.check('chat');
    return (await this.chat.isReady()) ? indicator.up() : indicator.down();
  }

  private clusterReadiness() {
    const state = this.chat.clusterState === 'away' ? 'degraded' : 'connected';
    return this.indicators.check('cluster').up({ state });
  }
}
